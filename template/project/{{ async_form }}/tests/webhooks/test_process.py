"""What becomes of an event: handled once, retried, dead, ignored."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.modules.webhooks import service
from app.modules.webhooks.clock import utc_now
from app.modules.webhooks.errors import GiveUp, Ignore, RetryLater
from app.modules.webhooks.event import Event
from app.modules.webhooks.handlers import Handler
from app.modules.webhooks.host import AsyncSession
from app.modules.webhooks.status import Status

from .sandbox import Sandbox, record_effect

pytestmark = pytest.mark.anyio

MUCH_LATER = timedelta(days=1)


def failing(error: Exception, *, times: int = 1_000) -> Handler:
    """A handler that writes to the database and then fails, so many times."""

    async def write_and_fail(event: Event, session: AsyncSession) -> None:
        await record_effect(event, session)
        if event.attempt <= times:
            raise error

    return write_and_fail


async def test_an_event_is_handled_and_processed_in_one_commit(
    sandbox: Sandbox,
) -> None:
    await sandbox.deliver("evt_1")

    assert await sandbox.work() == [Status.PROCESSED]

    assert await sandbox.effects() == ["evt_1"]
    row = await sandbox.row()
    assert (row.status, row.attempts, row.last_error) == ("processed", 1, None)
    assert row.finished_at is not None


async def test_the_handler_sees_the_event(sandbox: Sandbox) -> None:
    seen: list[Event] = []

    async def keep(event: Event, session: AsyncSession) -> None:
        seen.append(event)

    sandbox.handlers["thing.happened"] = keep
    await sandbox.deliver("evt_1", amount=5)
    await sandbox.work()

    (event,) = seen
    assert event.payload["amount"] == 5
    assert event.idempotency_key == "test:evt_1"
    assert (event.attempt, event.is_last_attempt, event.stale) == (1, False, False)


async def test_an_event_that_nobody_handles_is_visibly_ignored(
    sandbox: Sandbox,
) -> None:
    await sandbox.deliver("evt_1", type="nobody.cares")

    assert await sandbox.work() == [Status.IGNORED]
    assert (await sandbox.row()).last_error == "No handler for 'nobody.cares'."


@pytest.mark.parametrize(
    ("type", "handled_by"),
    [
        ("invoice.paid", "invoice.paid"),
        ("invoice.item.added", "invoice.item.*"),
        ("invoice.sent", "invoice.*"),
        ("invoice", "*"),
        ("invoices.sent", "*"),
    ],
)
async def test_the_most_exact_handler_wins(
    sandbox: Sandbox, type: str, handled_by: str
) -> None:
    called: list[str] = []
    for pattern in ["*", "invoice.*", "invoice.item.*", "invoice.paid"]:

        async def note(event: Event, session: AsyncSession, by: str = pattern) -> None:
            called.append(by)

        sandbox.handlers[pattern] = note
    await sandbox.deliver(type=type)
    await sandbox.work()

    assert called == [handled_by]


async def test_a_failure_is_tried_again_and_its_effects_are_undone(
    sandbox: Sandbox,
) -> None:
    sandbox.handlers["thing.happened"] = failing(ValueError("no"), times=2)
    await sandbox.deliver("evt_1")

    assert await sandbox.work() == [Status.PENDING]
    assert (await sandbox.row()).last_error == "ValueError: no"
    assert await sandbox.effects() == []
    assert await sandbox.work(later=MUCH_LATER) == [Status.PENDING]
    assert await sandbox.work(later=MUCH_LATER) == [Status.PROCESSED]
    assert await sandbox.effects() == ["evt_1"]
    assert (await sandbox.row()).attempts == 3


async def test_a_handler_may_say_when_to_try_again(sandbox: Sandbox) -> None:
    hour = timedelta(hours=1)
    sandbox.handlers["thing.happened"] = failing(RetryLater("busy", after=hour))
    await sandbox.deliver()

    before = utc_now()
    assert await sandbox.work() == [Status.PENDING]

    assert before + hour <= (await sandbox.row()).available_at <= utc_now() + hour
    assert await sandbox.work(later=hour - timedelta(minutes=1)) == []


async def test_after_the_last_attempt_an_event_is_dead(sandbox: Sandbox) -> None:
    sandbox.handlers["thing.happened"] = failing(ValueError("no"))
    await sandbox.deliver()
    allowed = (await sandbox.row()).max_attempts

    ends = [await sandbox.work(later=MUCH_LATER) for _ in range(allowed)]

    assert ends == [[Status.PENDING]] * (allowed - 1) + [[Status.DEAD]]
    assert await sandbox.work(later=MUCH_LATER) == []
    assert (await sandbox.row()).attempts == allowed
    assert await sandbox.effects() == []


@pytest.mark.parametrize(
    ("signal", "end"),
    [(GiveUp("hopeless"), "dead"), (Ignore("not ours"), "ignored")],
    ids=["give up", "ignore"],
)
async def test_a_handler_may_end_its_event(
    sandbox: Sandbox, signal: Exception, end: str
) -> None:
    sandbox.handlers["thing.happened"] = failing(signal)
    await sandbox.deliver()

    await sandbox.work()

    row = await sandbox.row()
    assert (row.status, row.last_error) == (end, f"{type(signal).__name__}: {signal}")
    assert await sandbox.effects() == []


async def test_a_redelivery_opens_a_dead_event_again(sandbox: Sandbox) -> None:
    sandbox.handlers["thing.happened"] = failing(GiveUp("bug"))
    await sandbox.deliver("evt_1")
    await sandbox.work()
    sandbox.handlers["thing.happened"] = record_effect

    await sandbox.deliver("evt_1")

    assert await sandbox.work() == [Status.PROCESSED]
    assert await sandbox.effects() == ["evt_1"]


async def test_code_that_commits_can_be_called_from_a_handler(sandbox: Sandbox) -> None:
    async def commit_and_fail(event: Event, session: AsyncSession) -> None:
        await record_effect(event, session)
        await session.commit()
        await record_effect(event, session)
        if event.attempt == 1:
            raise ValueError("after the commit")

    sandbox.handlers["thing.happened"] = commit_and_fail
    await sandbox.deliver("evt_1")

    await sandbox.work()
    assert await sandbox.effects() == []
    await sandbox.work(later=MUCH_LATER)
    assert await sandbox.effects() == ["evt_1", "evt_1"]


async def test_a_savepoint_in_a_handler_is_part_of_its_transaction(
    sandbox: Sandbox,
) -> None:
    async def nest_and_fail(event: Event, session: AsyncSession) -> None:
        async with session.begin_nested():
            await record_effect(event, session)
        if event.attempt == 1:
            raise ValueError("after the savepoint")

    sandbox.handlers["thing.happened"] = nest_and_fail
    await sandbox.deliver("evt_1")

    await sandbox.work()
    assert await sandbox.effects() == []
    await sandbox.work(later=MUCH_LATER)
    assert await sandbox.effects() == ["evt_1"]


async def test_a_savepoint_that_a_handler_leaves_open_fails_it(
    sandbox: Sandbox,
) -> None:
    async def nest_and_leave(event: Event, session: AsyncSession) -> None:
        savepoint = await session.begin_nested()
        await record_effect(event, session)
        if event.attempt > 1:
            await savepoint.commit()

    sandbox.handlers["thing.happened"] = nest_and_leave
    await sandbox.deliver("evt_1")

    assert await sandbox.work() == [Status.PENDING]
    assert "OpenSavepoint" in (await sandbox.row()).last_error
    assert await sandbox.effects() == []
    assert await sandbox.work(later=MUCH_LATER) == [Status.PROCESSED]
    assert await sandbox.effects() == ["evt_1"]


async def test_a_change_that_begins_with_with_is_part_of_its_transaction(
    sandbox: Sandbox,
) -> None:
    copied = "WITH new AS (SELECT :id AS id) INSERT INTO webhook_test_effect"
    statement = text(f"{copied} (external_id) SELECT id FROM new")

    async def copy_and_fail(event: Event, session: AsyncSession) -> None:
        connection = await session.connection()
        await connection.execute(statement, {"id": event.external_id})
        if event.attempt == 1:
            raise ValueError("after the change")

    sandbox.handlers["thing.happened"] = copy_and_fail
    await sandbox.deliver("evt_1")

    await sandbox.work()
    assert await sandbox.effects() == []
    await sandbox.work(later=MUCH_LATER)
    assert await sandbox.effects() == ["evt_1"]


async def test_a_handler_that_rolls_back_cannot_complete_by_accident(
    sandbox: Sandbox,
) -> None:
    async def roll_back(event: Event, session: AsyncSession) -> None:
        await record_effect(event, session)
        await session.rollback()

    sandbox.handlers["thing.happened"] = roll_back
    await sandbox.deliver()

    assert await sandbox.work() == [Status.PENDING]
    assert await sandbox.effects() == []


async def test_an_error_text_that_no_database_takes_is_stored(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not every test runner can pass such a text on either.
    monkeypatch.setattr(service.logger, "disabled", True)
    sandbox.handlers["thing.happened"] = failing(ValueError("\0 \ud800" + "x" * 9000))
    await sandbox.deliver()

    assert await sandbox.work() == [Status.PENDING]
    assert (await sandbox.row()).last_error.startswith("ValueError:  ?xxx")
