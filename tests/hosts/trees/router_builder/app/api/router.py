from fastapi import APIRouter

from app.api import health, notes


def build_router() -> APIRouter:
    router = APIRouter(prefix="/api")
    router.include_router(health.router)
    router.include_router(notes.router)
    return router
