from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response

from app.api.router import api_router
from app.db import SessionLocal

app = FastAPI(title="Notes")
app.include_router(api_router, prefix="/api")


@app.middleware("http")
async def session_of_request(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    with SessionLocal() as session:
        request.state.session = session
        response = await call_next(request)
        session.commit()
    return response
