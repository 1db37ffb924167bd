"""The loop around process: it wakes, it stops, and it lets go of what takes too long."""

import pytest

from .concurrency import client_of
from .sandbox import Sandbox
from .working import Signalling, handler, working

__all__ = ["handler"]  # the fixture

pytestmark = pytest.mark.anyio


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


async def test_the_application_runs_a_worker(
    sandbox: Sandbox, handler: Signalling
) -> None:
    handler.may_go_on.set()
    async with client_of(sandbox.app, lifespan=True):
        await sandbox.deliver("evt_1")
        await handler.done.acquire()

    assert (await sandbox.row()).status == "processed"
