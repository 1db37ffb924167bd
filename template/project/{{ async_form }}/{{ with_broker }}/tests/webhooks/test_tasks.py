"""The tasks behind the messages: doubled, late and lost ones change nothing."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from app.modules.webhooks.clock import utc_now
from app.modules.webhooks.event import Event
from app.modules.webhooks.host import AsyncSession
from app.modules.webhooks.repository import claims
from app.modules.webhooks.status import Status
from app.modules.webhooks.tasks import Tasks

from .concurrency import together
from .sandbox import LEASE, Sandbox, record_effect

pytestmark = pytest.mark.anyio

INTERVAL = timedelta(seconds=5)


class Hints:
    """A queue that only remembers."""

    def __init__(self) -> None:
        self.given: list[int] = []

    def hint(self, ids: Collection[int]) -> None:
        self.given += ids

    async def close(self) -> None:
        """Nothing is held."""


@pytest.fixture
def hints() -> Hints:
    return Hints()


@pytest.fixture
def tasks(sandbox: Sandbox, hints: Hints) -> Tasks:
    return Tasks(
        service=replace(sandbox.service, queue=hints),
        lease=LEASE,
        sweep_interval=INTERVAL,
        sweep_limit=3,
    )


async def sweep(tasks: Tasks, *, later: timedelta = timedelta()) -> int:
    """A sweep that is sent, and carried out, so much later."""
    return await tasks.sweep((utc_now() + later).timestamp())


async def test_one_message_is_one_attempt(sandbox: Sandbox, tasks: Tasks) -> None:
    await sandbox.deliver("evt_1")
    id = (await sandbox.row()).id

    assert await tasks.process(id) is Status.PROCESSED
    assert await sandbox.effects() == ["evt_1"]
    assert (await sandbox.row()).attempts == 1


async def test_doubled_messages_have_one_effect(sandbox: Sandbox, tasks: Tasks) -> None:
    await sandbox.deliver("evt_1")
    id = (await sandbox.row()).id

    ends = await together(*[partial(tasks.process, id)] * 10)

    assert [end for end in ends if end] == [Status.PROCESSED]
    assert await tasks.process(id) is None
    assert await sandbox.effects() == ["evt_1"]


async def test_messages_about_one_subject_at_once(
    sandbox: Sandbox, tasks: Tasks
) -> None:
    for n in range(10):
        await sandbox.deliver(f"evt_{n}", subject="s")
    rows = await sandbox.rows()

    ends = await together(*(partial(tasks.process, row.id) for row in rows))

    # Who comes to nothing is hinted at by who does not.
    done = [end for end in ends if end]
    assert set(done) == {Status.PROCESSED}
    assert len(await sandbox.effects()) == len(done)


async def test_a_message_about_nothing_ends_quietly(tasks: Tasks) -> None:
    assert await tasks.process(999_999) is None


async def test_a_message_does_not_shorten_a_wait(
    sandbox: Sandbox, tasks: Tasks
) -> None:
    async def fail(event: Event, session: AsyncSession) -> None:
        raise ValueError("not today")

    sandbox.handlers["thing.happened"] = fail
    await sandbox.deliver()
    id = (await sandbox.row()).id

    assert await tasks.process(id) is Status.PENDING
    assert await tasks.process(id) is None
    assert (await sandbox.row()).attempts == 1


async def test_the_end_of_an_event_hints_at_the_next_of_its_subject(
    sandbox: Sandbox, tasks: Tasks, hints: Hints
) -> None:
    for n in range(3):
        await sandbox.deliver(f"evt_{n}", subject="s")
    await sandbox.deliver("evt_3", subject="another")
    first, second, third, _ = (row.id for row in await sandbox.rows())

    async def meanwhile(event: Event, session: AsyncSession) -> None:
        # The messages of the others come to nothing while this one is held.
        assert await tasks.process(second) is None
        assert await tasks.process(third) is None
        sandbox.handlers["thing.happened"] = record_effect

    sandbox.handlers["thing.happened"] = meanwhile
    await tasks.process(first)

    assert hints.given == [second]


async def test_a_sweep_offers_what_was_due_before_it_was_sent(
    sandbox: Sandbox, tasks: Tasks, hints: Hints
) -> None:
    await sandbox.deliver()
    id = (await sandbox.row()).id

    # Its hint may still be on its way.
    assert await sweep(tasks) == 0
    assert await sweep(tasks, later=INTERVAL * 2) == 1
    assert hints.given == [id]


async def test_a_sweep_is_bounded_and_takes_the_oldest(
    sandbox: Sandbox, tasks: Tasks, hints: Hints
) -> None:
    for n in range(5):
        await sandbox.deliver(f"evt_{n}")

    assert await sweep(tasks, later=INTERVAL * 2) == 3
    assert hints.given == [row.id for row in await sandbox.rows()][:3]


async def test_a_sweep_frees_what_a_dead_worker_held(
    sandbox: Sandbox, tasks: Tasks, hints: Hints
) -> None:
    await sandbox.deliver()
    over_at_once = timedelta()
    async with sandbox.engine.begin() as connection:
        await claims.claim(connection, limit=1, now=utc_now(), lease=over_at_once)
    assert (await sandbox.row()).status == "processing"

    # A failure like others: it is due again after a while.
    assert await sweep(tasks, later=timedelta(hours=2)) == 1

    row = await sandbox.row()
    assert (row.status, row.attempts) == ("pending", 1)
    assert hints.given == [row.id]
