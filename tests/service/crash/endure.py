"""Goes through an outage of the database, under load, and measures it."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from ..running import Service
from .audit import CLEAN, audit, settle
from .load import Answers, Load
from .memory import Memory
from .scale import SCALE

# The patience for the batch under way, that for one's own, and some for a slow machine.
LONGEST = 2 * SCALE.patience + 5


def endure(
    service: Service,
    outage: AbstractContextManager[None],
    seconds: float,
    figures: Callable[..., None],
    *,
    back_before_it_ends: bool = False,
) -> set[int | None]:
    """What was answered during the outage; fails unless the service then recovers by itself."""
    processes = [service.start_app(worker=False), service.start_worker()]
    with Load(service.port, connections=16, rest=0.2) as load:
        load.wait_for_work(service)
        memory = Memory(*processes)
        with outage:
            time.sleep(0.5)  # what was acknowledged just before has arrived
            during = load.answers = Answers()
            time.sleep(seconds)
            if back_before_it_ends:
                load.wait_for_work(service)
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
