"""What every job does, whoever runs it: one UPDATE, committed. It notes when it began."""

import asyncio
import os
import threading
import time

import asyncpg
import psycopg

URL = os.environ.get("DATABASE_URL", "")
_own = threading.local()
_pool: asyncio.Task[asyncpg.Pool] | None = None


def update(job: int) -> None:
    """With a connection of this thread."""
    began = time.time()
    if not hasattr(_own, "connection"):
        _own.connection = psycopg.connect(URL, autocommit=True)
    _own.connection.execute(
        "UPDATE job SET done = done + 1, began = %s WHERE id = %s", (began, job)
    )


async def update_async(job: int) -> None:
    """With a connection of a pool."""
    began = time.time()
    global _pool
    if _pool is None:
        _pool = asyncio.ensure_future(_open_pool())
    pool = await _pool
    await pool.execute(
        "UPDATE job SET done = done + 1, began = $1 WHERE id = $2", began, job
    )


async def _open_pool() -> asyncpg.Pool:
    return await asyncpg.create_pool(URL, min_size=8, max_size=8)
