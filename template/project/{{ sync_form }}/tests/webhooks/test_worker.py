"""The loop around process: it wakes, it stops, and it lets go of what takes too long."""

from .concurrency import client_of
from .sandbox import Sandbox
from .working import Signalling, handler, working

__all__ = ["handler"]  # the fixture


def test_a_delivery_wakes_an_idle_worker(sandbox: Sandbox, handler: Signalling) -> None:
    # It polls once an hour, so only the hint can have woken it.
    handler.may_go_on.set()
    with working(sandbox):
        for n in range(5):
            sandbox.deliver(f"evt_{n}", subject="one at a time")
            handler.done.acquire()

    assert len(sandbox.effects()) == 5
    assert {row.status for row in sandbox.rows()} == {"processed"}


def test_a_backlog_larger_than_its_places_is_worked_off(
    sandbox: Sandbox, handler: Signalling
) -> None:
    for n in range(7):
        sandbox.deliver(f"evt_{n}")
    handler.may_go_on.set()
    with working(sandbox):
        for _ in range(7):
            handler.done.acquire()

    assert len(sandbox.effects()) == 7


def test_a_stopping_worker_finishes_what_is_in_hand(
    sandbox: Sandbox, handler: Signalling
) -> None:
    sandbox.deliver("evt_1")
    with working(sandbox) as worker:
        handler.started.wait()
        worker.stop()
        sandbox.deliver("evt_2")
        handler.may_go_on.set()

    assert [row.status for row in sandbox.rows()] == ["processed", "pending"]
    assert sandbox.effects() == ["evt_1"]


def test_a_stopping_worker_releases_what_does_not_finish(
    sandbox: Sandbox, handler: Signalling
) -> None:
    sandbox.deliver("evt_1")
    with working(sandbox, grace_seconds=0):
        handler.started.wait()

    row = sandbox.row()
    assert (row.status, row.attempts, row.max_attempts) == ("pending", 1, 11)
    assert sandbox.effects() == []


def test_the_application_runs_a_worker(sandbox: Sandbox, handler: Signalling) -> None:
    handler.may_go_on.set()
    with client_of(sandbox.app, lifespan=True):
        sandbox.deliver("evt_1")
        handler.done.acquire()

    assert (sandbox.row()).status == "processed"
