from fastapi import FastAPI

from app.api.router import api_router
from app.container import Container

container = Container()
app = FastAPI(title="Notes")
app.include_router(api_router, prefix="/api")
