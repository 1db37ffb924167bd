from fastapi import FastAPI

from app.api import health, notes

app = FastAPI(title="Notes")
app.include_router(health.router, prefix="/api")
app.include_router(notes.router, prefix="/api")

if __name__ == "__main__":
    import uvicorn

    uvicorn.run("app.main:app", reload=True)
