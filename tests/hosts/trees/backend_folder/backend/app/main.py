from fastapi import FastAPI

from app.api.router import api_router
from app.settings import settings

app = FastAPI(title="Notes")
app.include_router(api_router, prefix=settings.api_prefix)
