"""Killed at random moments under load, again and again: nothing lost, doubled or stuck.

A round stops the app, the worker, the database, or several of them, at a random moment, and
starts them again. It ends when an event acknowledged after that is processed. PostgreSQL is
stopped at once, as by a power cut; a SQLite database is its file, and dies when all processes
that have it open do.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, cycle, islice
from subprocess import Popen
from typing import Protocol

import pytest

from ..running import Service, kill
from .audit import CLEAN, audit, settle
from .load import Load
from .scale import SCALE


class Part(Protocol):
    """What can be killed and started again."""

    def start(self) -> None: ...
    def stop(self) -> None: ...


class Process:
    """The web process, or a worker."""

    def __init__(self, start: Callable[[], Popen[bytes]]) -> None:
        self._start = start
        self.start()

    def start(self) -> None:
        self._process = self._start()

    def stop(self) -> None:
        kill(self._process)


@pytest.fixture
def parts(
    service: Service, database: str, batch: int, request: pytest.FixtureRequest
) -> dict[str, Part]:
    service.environment["WEBHOOKS_WORKER_BATCH"] = str(batch)
    parts: dict[str, Part] = {
        "app": Process(lambda: service.start_app(worker=False)),
        "worker": Process(service.start_worker),
    }
    if database == "postgresql":
        parts["database"] = request.getfixturevalue("server")
    return parts


@pytest.mark.parametrize("batch", SCALE.batches)
def test_killed_at_random_under_load(
    service: Service, parts: dict[str, Part], figures: Callable[..., None]
) -> None:
    """With a transaction for each event, and with one for up to `batch` of them."""
    chance = random.Random(1)
    kills = Counter(app=0, worker=0, database=0)
    with Load(service.port, connections=8, rest=0.05) as load:
        for struck in choices(parts, SCALE.rounds, chance):
            time.sleep(chance.uniform(0, 0.5))
            for name in struck:
                parts[name].stop()
            for name in struck:
                parts[name].start()
            load.wait_for_work(service)
            kills.update(struck)
            if "database" not in parts and len(struck) == len(parts):
                kills["database"] += 1
    settle(service)

    found = audit(service, load.acknowledged)
    figures(
        rounds=SCALE.rounds,
        **{f"{part} killed": count for part, count in kills.items()},
        acknowledged=len(load.acknowledged),
        **found.counts,
    )
    assert found == CLEAN


def choices(
    parts: Iterable[str], rounds: int, chance: random.Random
) -> Iterator[list[str]]:
    """What is struck in each round, in which order: every combination in turn, all first."""
    names = sorted(parts)
    sizes = range(len(names), 0, -1)
    every = [list(some) for size in sizes for some in combinations(names, size)]
    for struck in islice(cycle(every), rounds):
        chance.shuffle(struck)
        yield struck
