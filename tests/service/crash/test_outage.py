"""The database is not there, under load: nothing is acknowledged that is not stored, nobody
waits longer than is documented, and when it is back the service is, without a restart.

Being stopped, frozen or read-only, it lets nothing be stored, so every delivery is answered
503. Where it only cuts connections, or a SQLite file is locked for less than the patience, some
are stored.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

import pytest

from ..running import Service, wait_until
from . import outages
from .audit import audit, settle
from .load import Answers, Load
from .memory import Memory
from .postgres import PostgresServer
from .scale import SCALE

# app/core/database.py: what a statement or a connection may take. Waiting for a batch under
# way can come before that.
PATIENCE = 15
LONGEST = 2 * PATIENCE + 5

Figures = Callable[..., None]


@pytest.mark.parametrize("database", ["postgresql"], scope="session", indirect=True)
@pytest.mark.parametrize("outage", [outages.stopped, outages.frozen, outages.read_only])
def test_outage(
    service: Service,
    server: PostgresServer,
    outage: Callable[[PostgresServer], AbstractContextManager[None]],
    figures: Figures,
) -> None:
    answers = endure(service, outage(server), figures)

    assert set(answers.statuses) == {503}
    assert answers.slowest < LONGEST


@pytest.mark.parametrize("database", ["postgresql"], scope="session", indirect=True)
def test_cut_connections(
    service: Service, server: PostgresServer, figures: Figures
) -> None:
    answers = endure(service, outages.cutting(server), figures)

    assert set(answers.statuses) == {200, 503}
    assert answers.slowest < LONGEST


@pytest.mark.parametrize("database", ["sqlite"], scope="session", indirect=True)
def test_locked_file(service: Service, figures: Figures) -> None:
    answers = endure(service, outages.locked(service), figures)

    assert set(answers.statuses) <= {503}
    assert answers.slowest < LONGEST


def endure(
    service: Service, outage: AbstractContextManager[None], figures: Figures
) -> Answers:
    """What was answered during the outage; fails unless the service then recovers by itself."""
    processes = [service.start_app(worker=False), service.start_worker()]
    memory = Memory(*processes)
    with Load(service.port, connections=16, rest=0.05) as load:
        wait_for_work(service, load)
        memory.begin()
        with ExitStack() as stack:
            stack.enter_context(outage)
            time.sleep(0.5)  # what was acknowledged just before has arrived
            during = load.answers = Answers()
            time.sleep(SCALE.outage)
            load.answers = Answers()
        back = time.monotonic()
        wait_for_work(service, load)
        recovered = time.monotonic() - back
    settle(service)

    found = audit(service, load.acknowledged)
    figures(
        outage=f"{SCALE.outage:g} s",
        refused=during.statuses[503],
        acknowledged=during.statuses[200],
        slowest=f"{during.slowest:.1f} s",
        recovered=f"{recovered:.1f} s",
        lost=len(found.lost),
        doubled=len(found.doubled),
        stuck=len(found.stuck),
        grown=memory.grown,
    )
    assert not (found.lost or found.doubled or found.stuck)
    assert [process.poll() for process in processes] == [None, None]
    memory.assert_bounded()
    return during


def wait_for_work(service: Service, load: Load) -> None:
    """Returns when an event sent from now on is processed."""
    before = len(load.acknowledged)
    wait_until(lambda: len(load.acknowledged) > before, "an event to be acknowledged")
    effect = f"SELECT 1 FROM effect WHERE external_id = '{load.newest}'"
    wait_until(lambda: service.query(effect), "an event to be processed")
