from fastapi import FastAPI

from app.api.router import api_router
from app.lifespan import lifespan
from app.models import load_all_models


def get_app() -> FastAPI:
    load_all_models()
    app = FastAPI(title="Notes", lifespan=lifespan)
    app.include_router(api_router, prefix="/api")
    return app
