"""What tests need to do several things at once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from app.modules.webhooks.inbox import Inbox
from app.modules.webhooks.repository.ingest import Row

Client = AsyncClient
T = TypeVar("T")


@asynccontextmanager
async def client_of(app: FastAPI, *, lifespan: bool = False) -> AsyncIterator[Client]:
    """A client of the application; with its lifespan where that is asked for."""
    transport = ASGITransport(app)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        if not lifespan:
            yield client
            return
        async with app.router.lifespan_context(app):
            yield client


async def finish(call: Awaitable[T]) -> T:
    """Runs what is asynchronous whatever kind the database session is of."""
    return await call


async def together(*calls: Callable[[], Awaitable[T]]) -> list[T]:
    """Makes the calls at the same time; their results in order."""
    return list(await asyncio.gather(*(call() for call in calls)))


async def append_all(
    inbox: Inbox, deliveries: Sequence[Sequence[Row]]
) -> Sequence[object]:
    """Puts the rows of deliveries into the inbox at the same time; what each was told."""
    appends = (inbox.append(rows) for rows in deliveries)
    return await asyncio.gather(*appends, return_exceptions=True)


@asynccontextmanager
async def running(work: Callable[[], Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Meanwhile the work goes on; at the end it is waited for."""
    task = asyncio.create_task(work())
    try:
        yield
    finally:
        await task
