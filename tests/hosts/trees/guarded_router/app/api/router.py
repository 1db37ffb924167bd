from fastapi import APIRouter, Depends

from app.api import notes
from app.api.auth import require_key

api_router = APIRouter(dependencies=[Depends(require_key)])
api_router.include_router(notes.router)
