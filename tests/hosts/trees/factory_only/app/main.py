from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware

from app.api.router import api_router


def create_app() -> FastAPI:
    application = FastAPI(title="Notes", openapi_url=None, redirect_slashes=False)
    application.add_middleware(GZipMiddleware)
    application.add_middleware(TrustedHostMiddleware, allowed_hosts=["notes.test"])
    application.include_router(api_router, prefix="/api")
    return application
