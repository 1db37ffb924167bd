"""A long burst of new events through 64 connections: what is stored does not stay in memory.

A worker cannot keep up with it, and need not: what waits, waits in the table.
"""

import time
from collections.abc import Callable
from dataclasses import replace

from ..running import Service
from .audit import CLEAN, audit
from .load import Load
from .memory import Memory
from .scale import SCALE


def test_a_long_burst(service: Service, figures: Callable[..., None]) -> None:
    processes = [service.start_app(worker=False), service.start_worker()]
    with Load(service.port, connections=64, rest=0) as load:
        load.wait_for_work(service)
        memory = Memory(*processes)
        time.sleep(SCALE.burst)
    grown = memory.grown
    memory.assert_bounded()
    service.kill_all()  # so that nothing moves while it is counted

    found = audit(service, load.acknowledged)
    figures(
        burst=f"{SCALE.burst:g} s",
        acknowledged=len(load.acknowledged),
        waiting=len(found.stuck),
        lost=len(found.lost),
        doubled=len(found.doubled),
        grown=grown,
    )
    assert set(load.answers.statuses) == {200}
    assert replace(found, stuck=set()) == CLEAN
