"""Claims are leases: what a dead or slow worker held goes to another, exactly once."""

from functools import partial

import pytest

from app.modules.webhooks.clock import utc_now
from app.modules.webhooks.errors import LostClaim
from app.modules.webhooks.event import Event
from app.modules.webhooks.host import AsyncSession
from app.modules.webhooks.settings import WebhookSettings
from app.modules.webhooks.status import Status

from .concurrency import together
from .sandbox import LEASE, Sandbox, record_effect

pytestmark = pytest.mark.anyio

# And after the longest wait that may follow it.
AFTER_LEASE = LEASE + WebhookSettings().retry.cap


async def test_a_claimed_event_is_nobody_elses(sandbox: Sandbox) -> None:
    await sandbox.deliver()

    assert len(await sandbox.claim()) == 1
    assert await sandbox.claim() == []


async def test_concurrent_workers_never_share_an_event(sandbox: Sandbox) -> None:
    for n in range(20):
        await sandbox.deliver(f"evt_{n}")

    rounds = await together(*[partial(sandbox.claim, limit=3)] * 10)

    ids = [claim.event.id for claims in rounds for claim in claims]
    assert len(ids) == len(set(ids)) == 20


async def test_a_dead_workers_event_is_taken_over(sandbox: Sandbox) -> None:
    await sandbox.deliver("evt_1")
    await sandbox.claim()

    assert await sandbox.work(later=AFTER_LEASE) == [Status.PROCESSED]
    assert (await sandbox.row()).attempts == 2
    assert await sandbox.effects() == ["evt_1"]


async def test_an_overrun_handler_cannot_commit_over_its_successor(
    sandbox: Sandbox,
) -> None:
    await sandbox.deliver("evt_1")
    (overrun,) = await sandbox.claim()
    await sandbox.work(later=AFTER_LEASE)

    with pytest.raises(LostClaim):
        await sandbox.process(overrun)

    assert await sandbox.effects() == ["evt_1"]


async def test_a_handler_whose_claim_is_lost_meanwhile_leaves_nothing(
    sandbox: Sandbox,
) -> None:
    async def overrun(event: Event, session: AsyncSession) -> None:
        await sandbox.claim(later=AFTER_LEASE)  # another worker, while this one works
        await record_effect(event, session)

    sandbox.handlers["thing.happened"] = overrun
    await sandbox.deliver()
    (claim,) = await sandbox.claim()

    with pytest.raises(LostClaim):
        await sandbox.process(claim)

    assert await sandbox.effects() == []
    row = await sandbox.row()
    assert (row.status, row.attempts) == ("processing", 2)


async def test_a_lost_claim_cannot_record_a_failure(sandbox: Sandbox) -> None:
    await sandbox.deliver()
    (overrun,) = await sandbox.claim()
    await sandbox.claim(later=AFTER_LEASE)

    with pytest.raises(LostClaim):
        await sandbox.service.fail(overrun, ValueError("late"))


async def test_an_event_that_kills_its_workers_ends_dead(sandbox: Sandbox) -> None:
    await sandbox.deliver()
    allowed = (await sandbox.row()).max_attempts

    for attempt in range(allowed):
        claims = await sandbox.claim(later=AFTER_LEASE * (attempt + 1))
        assert len(claims) == 1  # and the worker dies here

    assert await sandbox.claim(later=AFTER_LEASE * (allowed + 1)) == []
    row = await sandbox.row()
    assert (row.status, row.attempts) == ("dead", allowed)
    assert "the worker died" in row.last_error


async def test_those_that_died_together_are_not_tried_together(
    sandbox: Sandbox,
) -> None:
    for n in range(8):
        await sandbox.deliver(f"evt_{n}")
    await sandbox.claim()  # and the worker dies, of one of them

    await sandbox.service.fail_expired(now=utc_now() + AFTER_LEASE)

    assert len({row.available_at for row in await sandbox.rows()}) == 8


async def test_a_released_event_does_not_lose_an_attempt(sandbox: Sandbox) -> None:
    await sandbox.deliver()
    before = await sandbox.row()
    (claim,) = await sandbox.claim()

    await sandbox.service.release(claim)

    after = await sandbox.row()
    left = [row.max_attempts - row.attempts for row in (before, after)]
    assert left[0] == left[1]
    assert await sandbox.work() == [Status.PROCESSED]
