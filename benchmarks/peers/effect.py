"""What every job does, whoever runs it: one UPDATE, committed. It notes when it began.

Through a session of SQLAlchemy, as a handler of the rendered service has it. Or, with
EFFECT=driver, through the driver and without a transaction, which is the least that a job can do.
"""

import asyncio
import os
import threading
import time

import asyncpg
import psycopg
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import sessionmaker

URL = os.environ.get("DATABASE_URL", "postgresql://")
IN_SESSION = os.environ.get("EFFECT", "session") == "session"

UPDATE = text("UPDATE job SET done = done + 1, began = :began WHERE id = :id")

session_of = sessionmaker(
    create_engine(make_url(URL).set(drivername="postgresql+psycopg"), pool_size=20)
)
async_session_of = async_sessionmaker(
    create_async_engine(
        make_url(URL).set(drivername="postgresql+asyncpg"), pool_size=20
    )
)
_own = threading.local()
_pool: asyncio.Task[asyncpg.Pool] | None = None


def update(job: int) -> None:
    """With a session of its own, or the driver's connection of this thread."""
    began = time.time()
    if IN_SESSION:
        with session_of.begin() as session:
            session.execute(UPDATE, {"id": job, "began": began})
        return
    if not hasattr(_own, "connection"):
        _own.connection = psycopg.connect(URL, autocommit=True)
    _own.connection.execute(
        "UPDATE job SET done = done + 1, began = %s WHERE id = %s", (began, job)
    )


async def update_async(job: int) -> None:
    """With a session of its own, or a connection of the driver's pool."""
    began = time.time()
    if IN_SESSION:
        async with async_session_of.begin() as session:
            await session.execute(UPDATE, {"id": job, "began": began})
        return
    global _pool
    if _pool is None:
        _pool = asyncio.ensure_future(_open_pool())
    pool = await _pool
    await pool.execute(
        "UPDATE job SET done = done + 1, began = $1 WHERE id = $2", began, job
    )


async def _open_pool() -> asyncpg.Pool:
    return await asyncpg.create_pool(URL, min_size=8, max_size=8)
