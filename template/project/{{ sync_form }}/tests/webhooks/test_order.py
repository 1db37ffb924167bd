"""Out of order is normal: one event of a subject at a time, and stale ones are known."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app.modules.webhooks.errors import RetryLater
from app.modules.webhooks.event import Event
from app.modules.webhooks.handlers import latest_only
from app.modules.webhooks.host import Session
from app.modules.webhooks.repository.claims import Claim
from app.modules.webhooks.status import Status

from .concurrency import together
from .sandbox import Sandbox, record_effect


def test_events_of_one_subject_are_claimed_one_after_another(
    sandbox: Sandbox,
) -> None:
    for id in ("evt_1", "evt_2"):
        sandbox.deliver(id, subject="order_1")
    first, second = sandbox.rows()

    (claim,) = sandbox.claim()
    assert claim.event.id == first.id
    assert sandbox.claim() == []
    sandbox.process(claim)
    (claim,) = sandbox.claim()
    assert claim.event.id == second.id


def test_other_subjects_do_not_wait(sandbox: Sandbox) -> None:
    sandbox.deliver("evt_1", subject="order_1")
    sandbox.deliver("evt_2", subject="order_2")
    sandbox.deliver("evt_3")
    sandbox.deliver("evt_4")

    assert len(sandbox.claim()) == 4


def test_an_event_that_waits_for_a_retry_does_not_hold_up_its_subject(
    sandbox: Sandbox,
) -> None:
    def fail_first(event: Event, session: Session) -> None:
        if event.external_id == "evt_1":
            raise RetryLater("busy", after=timedelta(hours=1))

    sandbox.handlers["thing.happened"] = fail_first
    for id in ("evt_1", "evt_2"):
        sandbox.deliver(id, subject="order_1")

    assert sandbox.work() == [Status.PENDING]
    assert sandbox.work() == [Status.PROCESSED]


def test_concurrent_workers_never_share_a_subject(sandbox: Sandbox) -> None:
    for n in range(10):
        sandbox.deliver(f"evt_{n}", subject="order_1")

    def claim() -> list[Claim]:
        try:
            return sandbox.claim()
        except IntegrityError:
            return []

    rounds = together(*[claim] * 8)

    assert sum(map(len, rounds)) == 1


def test_a_handler_can_see_that_a_newer_event_was_processed(
    sandbox: Sandbox,
) -> None:
    stale: dict[str, bool] = {}

    def note(event: Event, session: Session) -> None:
        stale[event.external_id] = event.stale

    sandbox.handlers["thing.happened"] = note
    sandbox.deliver("newer", subject="order_1", created=2_000)
    sandbox.work()
    sandbox.deliver("older", subject="order_1", created=1_000)
    sandbox.deliver("newest", subject="order_1", created=3_000)
    sandbox.deliver("another", subject="order_2", created=1_000)
    sandbox.deliver("undated", subject="order_1")
    while sandbox.work():
        pass

    assert [id for id, is_stale in stale.items() if is_stale] == ["older"]
    assert len(stale) == 5


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_in_whatever_order_they_come_the_latest_state_stays(
    sandbox: Sandbox, order: tuple[int, ...]
) -> None:
    sandbox.handlers["thing.happened"] = latest_only(record_effect)
    for n in order:
        sandbox.deliver(f"state_{n}", subject="order_1", created=n * 1_000)
        sandbox.work()

    taken = [row for row in sandbox.rows() if row.status == "processed"]
    assert taken[-1].external_id == "state_3"
    assert sandbox.effects() == sorted(row.external_id for row in taken)
