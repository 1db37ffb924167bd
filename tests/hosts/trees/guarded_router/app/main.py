from fastapi import FastAPI

from app.api import health
from app.api.router import api_router

app = FastAPI(title="Notes")
app.include_router(health.router, prefix="/api")
app.include_router(api_router, prefix="/api")


# The pages of the frontend: whatever is no route of ours.
@app.get("/{path:path}")
def page(path: str) -> str:
    return f"page {path}"
