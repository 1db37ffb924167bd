"""Few events, each delivered a hundred times, through 64 connections as fast as they are
answered: as many rows and effects as events, and no memory that stays."""

import random
import time
from collections.abc import Callable

from ..running import Service
from .audit import CLEAN, audit, settle
from .load import deliver, flood, requests_for
from .memory import Memory
from .scale import SCALE

CONNECTIONS = 64


def test_a_storm_of_duplicates(service: Service, figures: Callable[..., None]) -> None:
    ids = ["evt_warm", *(f"evt_{n}" for n in range(1, SCALE.storm_events))]
    once = requests_for(ids)
    storm = once * (SCALE.storm_deliveries // len(once))
    random.Random(1).shuffle(storm)
    processes = [service.start_app(worker=False), service.start_worker()]
    deliver(service.port, ["evt_warm"])
    service.wait_for("processed")
    memory = Memory(*processes)

    started = time.monotonic()
    answers = flood(service.port, storm, connections=CONNECTIONS)
    seconds = time.monotonic() - started
    settle(service)

    found = audit(service, set(ids))
    rows = service.query("SELECT count(*) FROM webhook_event")[0]
    effects = service.query("SELECT count(*) FROM effect")[0]
    figures(
        deliveries=len(storm),
        events=len(ids),
        rows=rows,
        effects=effects,
        rate=f"{len(storm) / seconds:.0f} / s",
        slowest=f"{answers.slowest:.2f} s",
        **found.counts,
        grown=memory.grown,
    )
    assert answers.statuses == {200: len(storm)}
    assert rows == effects == len(ids)
    assert found == CLEAN
    memory.assert_bounded()
