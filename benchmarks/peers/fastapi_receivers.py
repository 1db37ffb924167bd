"""Endpoints that FastAPI teams write by hand: uvicorn benchmarks.peers.fastapi_receivers:NAME"""

import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated

import asyncpg
from fastapi import Depends, FastAPI, HTTPException, Request
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlmodel import Field, Session, SQLModel, create_engine
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from .signature import is_authentic

URL = make_url(os.environ.get("DATABASE_URL", "sqlite://"))
RECEIVED = {"received": True}


async def verified_body(request: Request) -> bytes:
    body = await request.body()
    if not is_authentic(body, request.headers["stripe-signature"]):
        raise HTTPException(400)
    return body


Body = Annotated[bytes, Depends(verified_body)]


# ---- nothing at all: what the client can ask of a server
async def no_work(request: Request) -> JSONResponse:
    return JSONResponse(RECEIVED)


bare = Starlette(routes=[Route("/webhooks/stripe", no_work, methods=["POST"])])

# ---- the signature, no database
verify_only = FastAPI()


@verify_only.post("/webhooks/stripe")
async def verify(request: Request) -> dict[str, bool]:
    await verified_body(request)
    return RECEIVED


# ---- the raw driver: one INSERT, so one commit, per request
INSERT = """
INSERT INTO event (id, type, received_at, payload) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
"""


@asynccontextmanager
async def pool(app: FastAPI) -> AsyncIterator[None]:
    url = URL.render_as_string(hide_password=False)
    async with asyncpg.create_pool(url, min_size=10, max_size=20) as app.state.pool:
        yield


raw_driver = FastAPI(lifespan=pool)


@raw_driver.post("/webhooks/stripe")
async def insert(request: Request) -> dict[str, bool]:
    body = await verified_body(request)
    event = json.loads(body)
    now = datetime.now(UTC)
    await request.app.state.pool.execute(INSERT, event["id"], event["type"], now, body)
    return RECEIVED


# ---- a session per request, as the documentation of SQLModel has it
class Event(SQLModel, table=True):
    id: str = Field(primary_key=True)
    type: str
    received_at: datetime
    payload: bytes

    @classmethod
    def of(cls, body: bytes) -> "Event":
        event, now = json.loads(body), datetime.now(UTC)
        return cls(id=event["id"], type=event["type"], received_at=now, payload=body)


IS_SQLITE = URL.drivername == "sqlite"
POOL = {} if IS_SQLITE else {"pool_size": 20}
async_driver, sync_driver = (
    ("sqlite+aiosqlite", "sqlite")
    if IS_SQLITE
    else ("postgresql+asyncpg", "postgresql+psycopg")
)
async_session_of = async_sessionmaker(
    create_async_engine(URL.set(drivername=async_driver), **POOL), class_=AsyncSession
)
sync_engine = create_engine(URL.set(drivername=sync_driver), **POOL)


async def async_session() -> AsyncIterator[AsyncSession]:
    async with async_session_of() as session:
        yield session


def sync_session() -> Iterator[Session]:
    with Session(sync_engine) as session:
        yield session


async_sessions, sync_sessions = FastAPI(), FastAPI()


@async_sessions.post("/webhooks/stripe")
async def add(
    body: Body, session: Annotated[AsyncSession, Depends(async_session)]
) -> dict[str, bool]:
    session.add(Event.of(body))
    await session.commit()
    return RECEIVED


@sync_sessions.post("/webhooks/stripe")
def add_in_thread(
    body: Body, session: Annotated[Session, Depends(sync_session)]
) -> dict[str, bool]:
    session.add(Event.of(body))
    session.commit()
    return RECEIVED


if __name__ == "__main__":
    SQLModel.metadata.create_all(sync_engine)
    if IS_SQLITE:
        with sync_engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")  # the file keeps it
