from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware

from app.api import health, notes


def create_app() -> FastAPI:
    application = FastAPI(title="Notes", openapi_url=None, redirect_slashes=False)
    application.add_middleware(GZipMiddleware)
    application.add_middleware(TrustedHostMiddleware, allowed_hosts=["notes.test"])
    application.include_router(health.router, prefix="/api")
    application.include_router(notes.router, prefix="/api")
    return application
