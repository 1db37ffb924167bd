"""Attempts at claimed events: alone, and several in one transaction."""

from dataclasses import replace

import pytest

from app.modules.webhooks.attempt import attempt_all
from app.modules.webhooks.clock import utc_now
from app.modules.webhooks.errors import GiveUp
from app.modules.webhooks.event import Event
from app.modules.webhooks.host import Session
from app.modules.webhooks.models import WebhookEvent

from .sandbox import LEASE, Sandbox, record_effect


@pytest.mark.parametrize("failing", [None, "evt_3"], ids=["all well", "one fails"])
def test_a_batch_shares_a_transaction_but_no_failure(
    sandbox: Sandbox, failing: str | None
) -> None:
    def record_or_fail(event: Event, session: Session) -> None:
        record_effect(event, session)
        if event.external_id == failing:
            raise GiveUp("not this one")

    sandbox.handlers["thing.happened"] = record_or_fail
    events = {f"evt_{n}" for n in range(5)}
    for id in events:
        sandbox.deliver(id)
    claimed = sandbox.claim()
    with sandbox.engine.connect() as connection:
        attempt_all(sandbox.service, claimed, connection, lease=LEASE)

    assert set(sandbox.effects()) == events - {failing}
    assert len(sandbox.effects()) == len(events - {failing})
    ends = {row.external_id: row.status for row in sandbox.rows()}
    assert ends == {id: "dead" if id == failing else "processed" for id in events}


def test_handlers_of_a_batch_share_no_objects(sandbox: Sandbox) -> None:
    met = []

    def change(event: Event, session: Session) -> None:
        met.append(len(session.identity_map))
        row = session.get(WebhookEvent, event.id)
        assert row is not None
        row.type = f"changed, {event.external_id}"

    sandbox.handlers["thing.happened"] = change
    sandbox.deliver("evt_1")
    sandbox.deliver("evt_2")
    claimed = sandbox.claim()
    with sandbox.engine.connect() as connection:
        attempt_all(sandbox.service, claimed, connection, lease=LEASE)

    assert met == [0, 0]
    types = {row.external_id: row.type for row in sandbox.rows()}
    assert types == {"evt_1": "changed, evt_1", "evt_2": "changed, evt_2"}


def test_a_batch_with_a_lost_claim_commits_the_others(sandbox: Sandbox) -> None:
    sandbox.deliver("evt_1")
    lost = sandbox.claim()
    sandbox.claim(later=LEASE * 2)  # another worker has it now
    sandbox.deliver("evt_2")
    claimed = sandbox.claim()
    with sandbox.engine.connect() as connection:
        attempt_all(sandbox.service, [*lost, *claimed], connection, lease=LEASE)

    assert sandbox.effects() == ["evt_2"]
    assert [row.status for row in sandbox.rows()] == ["processing", "processed"]


def test_a_claim_that_had_to_wait_is_renewed(sandbox: Sandbox) -> None:
    leases = []

    def note_lease(event: Event, session: Session) -> None:
        leases.append((sandbox.row()).available_at)

    sandbox.handlers["thing.happened"] = note_lease
    sandbox.deliver("evt_1")
    (claim,) = sandbox.claim()
    waited = replace(claim, expires_at=utc_now())
    with sandbox.engine.connect() as connection:
        attempt_all(sandbox.service, [waited], connection, lease=LEASE * 2)

    assert leases[0] > claim.expires_at
