"""A worker that runs, and a handler that can be held."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from app.modules.webhooks.event import Event
from app.modules.webhooks.host import AsyncSession
from app.modules.webhooks.worker import Worker

from .concurrency import running
from .sandbox import Sandbox, record_effect

HOUR = 3_600


@asynccontextmanager
async def working(
    sandbox: Sandbox,
    *,
    grace_seconds: float = HOUR,
    lease_seconds: float = HOUR,
    batch: int = 1,
) -> AsyncIterator[Worker]:
    """A running worker; at the end it is stopped and waited for."""
    worker = Worker(
        sandbox.service,
        sandbox.queue,
        concurrency=2,
        batch=batch,
        lease=timedelta(seconds=lease_seconds),
        poll_seconds=HOUR,
        grace_seconds=grace_seconds,
    )
    async with running(worker.run):
        try:
            yield worker
        finally:
            worker.stop()


class Signalling:
    """A handler that tells when it runs, and waits until it may go on."""

    def __init__(self) -> None:
        self.started, self.may_go_on = asyncio.Event(), asyncio.Event()
        self.done = asyncio.Semaphore(0)

    async def __call__(self, event: Event, session: AsyncSession) -> None:
        self.started.set()
        await self.may_go_on.wait()
        await record_effect(event, session)
        self.done.release()


@pytest.fixture
def handler(sandbox: Sandbox) -> Signalling:
    handler = Signalling()
    sandbox.handlers["thing.happened"] = handler
    return handler
