from fastapi import APIRouter

from app.api import health, notes
from app.webhooks.router import router as webhooks_router

api_router = APIRouter()
api_router.include_router(health.router)
api_router.include_router(notes.router)
api_router.include_router(webhooks_router)
