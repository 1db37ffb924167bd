from fastapi import APIRouter

from app.api import health, notes

api_router = APIRouter()
api_router.include_router(health.router)
<<<<<<< HEAD
api_router.include_router(notes.router)
=======
api_router.include_router(notes.router, tags=["notes"])
>>>>>>> feature
