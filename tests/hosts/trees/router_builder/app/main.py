from fastapi import FastAPI

from app.api.router import build_router


def setup_routers(app: FastAPI) -> None:
    app.include_router(build_router())


app = FastAPI(title="Notes")
setup_routers(app)
