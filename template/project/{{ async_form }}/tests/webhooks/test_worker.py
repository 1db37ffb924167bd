"""The loop around process: it wakes, it stops, and it lets go of what takes too long."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from fastapi import FastAPI

from app.modules.webhooks.event import Event
from app.modules.webhooks.host import AsyncSession
from app.modules.webhooks.router import router
from app.modules.webhooks.worker import Worker

from .sandbox import Sandbox, record_effect

pytestmark = pytest.mark.anyio

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
        concurrency=2,
        batch=batch,
        lease=timedelta(seconds=lease_seconds),
        poll_seconds=HOUR,
        grace_seconds=grace_seconds,
    )
    running = asyncio.create_task(worker.run())
    yield worker
    worker.stop()
    await running


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


async def test_a_delivery_wakes_an_idle_worker(
    sandbox: Sandbox, handler: Signalling
) -> None:
    # It polls once an hour, so only the hint can have woken it.
    handler.may_go_on.set()
    async with working(sandbox):
        for n in range(5):
            await sandbox.deliver(f"evt_{n}", subject="one at a time")
            await handler.done.acquire()

    assert len(await sandbox.effects()) == 5
    assert {row.status for row in await sandbox.rows()} == {"processed"}


async def test_a_backlog_larger_than_its_places_is_worked_off(
    sandbox: Sandbox, handler: Signalling
) -> None:
    for n in range(7):
        await sandbox.deliver(f"evt_{n}")
    handler.may_go_on.set()
    async with working(sandbox):
        for _ in range(7):
            await handler.done.acquire()

    assert len(await sandbox.effects()) == 7


async def test_a_stopping_worker_finishes_what_is_in_hand(
    sandbox: Sandbox, handler: Signalling
) -> None:
    await sandbox.deliver("evt_1")
    async with working(sandbox) as worker:
        await handler.started.wait()
        worker.stop()
        await sandbox.deliver("evt_2")
        handler.may_go_on.set()

    assert [row.status for row in await sandbox.rows()] == ["processed", "pending"]
    assert await sandbox.effects() == ["evt_1"]


async def test_a_stopping_worker_releases_what_does_not_finish(
    sandbox: Sandbox, handler: Signalling
) -> None:
    await sandbox.deliver("evt_1")
    async with working(sandbox, grace_seconds=0):
        await handler.started.wait()

    row = await sandbox.row()
    assert (row.status, row.attempts, row.max_attempts) == ("pending", 1, 11)
    assert await sandbox.effects() == []


async def test_a_handler_that_takes_too_long_is_stopped_and_recorded(
    sandbox: Sandbox, handler: Signalling
) -> None:
    await sandbox.deliver("evt_1")
    async with working(sandbox, lease_seconds=0.5):
        await handler.started.wait()

    row = await sandbox.row()
    assert (row.status, row.attempts) == ("pending", 1)
    assert row.last_error == "TimeoutError: not done within 0.45 seconds"


async def test_the_application_runs_a_worker(
    sandbox: Sandbox, handler: Signalling
) -> None:
    handler.may_go_on.set()
    app = FastAPI()
    app.state.webhooks = sandbox.service
    app.include_router(router)
    async with app.router.lifespan_context(app):
        await sandbox.deliver("evt_1")
        await handler.done.acquire()

    assert (await sandbox.row()).status == "processed"
