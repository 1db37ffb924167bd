"""Claims are leases: what a dead or slow worker held goes to another, exactly once."""

from functools import partial

import pytest

from app.modules.webhooks.clock import utc_now
from app.modules.webhooks.errors import LostClaim
from app.modules.webhooks.event import Event
from app.modules.webhooks.host import Session
from app.modules.webhooks.settings import WebhookSettings
from app.modules.webhooks.status import Status

from .concurrency import together
from .sandbox import LEASE, Sandbox, record_effect

# And after the longest wait that may follow it.
AFTER_LEASE = LEASE + WebhookSettings().retry.cap


def test_a_claimed_event_is_nobody_elses(sandbox: Sandbox) -> None:
    sandbox.deliver()

    assert len(sandbox.claim()) == 1
    assert sandbox.claim() == []


def test_concurrent_workers_never_share_an_event(sandbox: Sandbox) -> None:
    for n in range(20):
        sandbox.deliver(f"evt_{n}")

    rounds = together(*[partial(sandbox.claim, limit=3)] * 10)

    ids = [claim.event.id for claims in rounds for claim in claims]
    assert len(ids) == len(set(ids)) == 20


def test_a_dead_workers_event_is_taken_over(sandbox: Sandbox) -> None:
    sandbox.deliver("evt_1")
    sandbox.claim()

    assert sandbox.work(later=AFTER_LEASE) == [Status.PROCESSED]
    assert (sandbox.row()).attempts == 2
    assert sandbox.effects() == ["evt_1"]


def test_an_overrun_handler_cannot_commit_over_its_successor(
    sandbox: Sandbox,
) -> None:
    sandbox.deliver("evt_1")
    (overrun,) = sandbox.claim()
    sandbox.work(later=AFTER_LEASE)

    with pytest.raises(LostClaim):
        sandbox.process(overrun)

    assert sandbox.effects() == ["evt_1"]


def test_a_handler_whose_claim_is_lost_meanwhile_leaves_nothing(
    sandbox: Sandbox,
) -> None:
    def overrun(event: Event, session: Session) -> None:
        sandbox.claim(later=AFTER_LEASE)  # another worker, while this one works
        record_effect(event, session)

    sandbox.handlers["thing.happened"] = overrun
    sandbox.deliver()
    (claim,) = sandbox.claim()

    with pytest.raises(LostClaim):
        sandbox.process(claim)

    assert sandbox.effects() == []
    row = sandbox.row()
    assert (row.status, row.attempts) == ("processing", 2)


def test_a_lost_claim_cannot_record_a_failure(sandbox: Sandbox) -> None:
    sandbox.deliver()
    (overrun,) = sandbox.claim()
    sandbox.claim(later=AFTER_LEASE)

    with pytest.raises(LostClaim):
        sandbox.service.fail(overrun, ValueError("late"))


def test_an_event_that_kills_its_workers_ends_dead(sandbox: Sandbox) -> None:
    sandbox.deliver()
    allowed = (sandbox.row()).max_attempts

    for attempt in range(allowed):
        claims = sandbox.claim(later=AFTER_LEASE * (attempt + 1))
        assert len(claims) == 1  # and the worker dies here

    assert sandbox.claim(later=AFTER_LEASE * (allowed + 1)) == []
    row = sandbox.row()
    assert (row.status, row.attempts) == ("dead", allowed)
    assert "the worker died" in row.last_error


def test_those_that_died_together_are_not_tried_together(
    sandbox: Sandbox,
) -> None:
    for n in range(8):
        sandbox.deliver(f"evt_{n}")
    sandbox.claim()  # and the worker dies, of one of them

    sandbox.service.fail_expired(now=utc_now() + AFTER_LEASE)

    assert len({row.available_at for row in sandbox.rows()}) == 8


def test_a_released_event_does_not_lose_an_attempt(sandbox: Sandbox) -> None:
    sandbox.deliver()
    before = sandbox.row()
    (claim,) = sandbox.claim()

    sandbox.service.release(claim)

    after = sandbox.row()
    left = [row.max_attempts - row.attempts for row in (before, after)]
    assert left[0] == left[1]
    assert sandbox.work() == [Status.PROCESSED]
