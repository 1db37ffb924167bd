from fastapi import FastAPI

from .api.router import api_router

app = FastAPI(title="Notes")
app.include_router(api_router, prefix="/api")
