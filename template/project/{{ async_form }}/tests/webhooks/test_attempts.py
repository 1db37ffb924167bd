"""Attempts at claimed events: alone, and several in one transaction."""

from dataclasses import replace

import pytest

from app.modules.webhooks.attempt import attempt_all
from app.modules.webhooks.clock import utc_now
from app.modules.webhooks.errors import GiveUp
from app.modules.webhooks.event import Event
from app.modules.webhooks.host import AsyncSession
from app.modules.webhooks.models import WebhookEvent

from .sandbox import LEASE, Sandbox, record_effect

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("failing", [None, "evt_3"], ids=["all well", "one fails"])
async def test_a_batch_shares_a_transaction_but_no_failure(
    sandbox: Sandbox, failing: str | None
) -> None:
    async def record_or_fail(event: Event, session: AsyncSession) -> None:
        await record_effect(event, session)
        if event.external_id == failing:
            raise GiveUp("not this one")

    sandbox.handlers["thing.happened"] = record_or_fail
    events = {f"evt_{n}" for n in range(5)}
    for id in events:
        await sandbox.deliver(id)
    claimed = await sandbox.claim()
    async with sandbox.engine.connect() as connection:
        await attempt_all(sandbox.service, claimed, connection, lease=LEASE)

    assert set(await sandbox.effects()) == events - {failing}
    assert len(await sandbox.effects()) == len(events - {failing})
    ends = {row.external_id: row.status for row in await sandbox.rows()}
    assert ends == {id: "dead" if id == failing else "processed" for id in events}


async def test_handlers_of_a_batch_share_no_objects(sandbox: Sandbox) -> None:
    met = []

    async def change(event: Event, session: AsyncSession) -> None:
        met.append(len(session.identity_map))
        row = await session.get(WebhookEvent, event.id)
        assert row is not None
        row.type = f"changed, {event.external_id}"

    sandbox.handlers["thing.happened"] = change
    await sandbox.deliver("evt_1")
    await sandbox.deliver("evt_2")
    claimed = await sandbox.claim()
    async with sandbox.engine.connect() as connection:
        await attempt_all(sandbox.service, claimed, connection, lease=LEASE)

    assert met == [0, 0]
    types = {row.external_id: row.type for row in await sandbox.rows()}
    assert types == {"evt_1": "changed, evt_1", "evt_2": "changed, evt_2"}


async def test_a_batch_with_a_lost_claim_commits_the_others(sandbox: Sandbox) -> None:
    await sandbox.deliver("evt_1")
    lost = await sandbox.claim()
    await sandbox.claim(later=LEASE * 2)  # another worker has it now
    await sandbox.deliver("evt_2")
    claimed = await sandbox.claim()
    async with sandbox.engine.connect() as connection:
        await attempt_all(sandbox.service, [*lost, *claimed], connection, lease=LEASE)

    assert await sandbox.effects() == ["evt_2"]
    assert [row.status for row in await sandbox.rows()] == ["processing", "processed"]


async def test_a_claim_that_had_to_wait_is_renewed(sandbox: Sandbox) -> None:
    leases = []

    async def note_lease(event: Event, session: AsyncSession) -> None:
        leases.append((await sandbox.row()).available_at)

    sandbox.handlers["thing.happened"] = note_lease
    await sandbox.deliver("evt_1")
    (claim,) = await sandbox.claim()
    waited = replace(claim, expires_at=utc_now())
    async with sandbox.engine.connect() as connection:
        await attempt_all(sandbox.service, [waited], connection, lease=LEASE * 2)

    assert leases[0] > claim.expires_at
