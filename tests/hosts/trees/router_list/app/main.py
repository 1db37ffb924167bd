from fastapi import FastAPI

from app.api.router import ROUTERS

app = FastAPI(title="Notes")

for router in ROUTERS:
    app.include_router(router, prefix="/api")
