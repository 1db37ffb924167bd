"""The database is not there, under load: nothing is acknowledged that is not stored, nobody
waits longer than is documented, and when it is back so is the service, without a restart.

Where it is stopped, frozen or read-only nothing can be stored, so every delivery is answered
503. Where it only cuts connections some are stored. A SQLite file that is locked for less than
the patience makes deliveries wait.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from ..running import Service
from . import outages
from .audit import CLEAN, audit, settle
from .load import Answers, Load
from .memory import Memory
from .postgres import PostgresServer
from .scale import SCALE

# docs/guides/production.md: the patience for the batch under way, and that for one's own.
LONGEST = 2 * 15 + 5

Figures = Callable[..., None]

on_postgresql = pytest.mark.parametrize(
    "database", ["postgresql"], scope="session", indirect=True
)
on_sqlite = pytest.mark.parametrize(
    "database", ["sqlite"], scope="session", indirect=True
)


@on_postgresql
@pytest.mark.parametrize("outage", [outages.stopped, outages.read_only])
def test_a_database_that_stores_nothing(
    service: Service,
    server: PostgresServer,
    outage: Callable[[PostgresServer], AbstractContextManager[None]],
    figures: Figures,
) -> None:
    statuses = endure(service, outage(server), SCALE.outage, figures)

    assert statuses == {503}


@on_postgresql
def test_a_database_that_answers_nothing(
    service: Service, server: PostgresServer, figures: Figures
) -> None:
    statuses = endure(service, outages.frozen(server), SCALE.hang, figures)

    assert statuses <= {503}


@on_postgresql
def test_a_database_that_cuts_connections(
    service: Service, server: PostgresServer, figures: Figures
) -> None:
    statuses = endure(service, outages.cutting(server), SCALE.outage, figures)

    assert statuses == {200, 503}


@on_sqlite
def test_a_database_that_is_locked(service: Service, figures: Figures) -> None:
    statuses = endure(service, outages.locked(service), SCALE.hang, figures)

    assert statuses <= {503}


def endure(
    service: Service,
    outage: AbstractContextManager[None],
    seconds: float,
    figures: Figures,
) -> set[int | None]:
    """What was answered during the outage; fails unless the service then recovers by itself."""
    processes = [service.start_app(worker=False), service.start_worker()]
    with Load(service.port, connections=16, rest=0.05) as load:
        load.wait_for_work(service)
        memory = Memory(*processes)
        with outage:
            time.sleep(0.5)  # what was acknowledged just before has arrived
            during = load.answers = Answers()
            time.sleep(seconds)
            after = load.answers = Answers()
        back = time.monotonic()
        load.wait_for_work(service)
        recovered = time.monotonic() - back
    settle(service)

    found = audit(service, load.acknowledged)
    slowest = max(during.slowest, after.slowest)
    figures(
        outage=f"{seconds:g} s",
        refused=during.statuses[503],
        acknowledged=during.statuses[200],
        slowest=f"{slowest:.1f} s",
        recovered=f"{recovered:.1f} s",
        **found.counts,
        grown=memory.grown,
    )
    assert found == CLEAN
    assert slowest < LONGEST
    assert [process.poll() for process in processes] == [None, None]
    memory.assert_bounded()
    return set(during.statuses)
