"""Killed at random moments under load, again and again: nothing lost, doubled or stuck.

A round stops the app, the worker, the database, and with an engine the broker and what sends
its sweeps: one of them or several, at a random moment. It starts them again, and ends when an
event acknowledged after that is processed. PostgreSQL is stopped at once, as by a power cut; a
SQLite database is its file, and dies when all processes that have it open do.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, cycle, islice

import pytest

from ..engines import start_sweeps, start_worker
from ..running import Service
from .audit import CLEAN, audit, settle
from .forms import Engine
from .load import Load
from .parts import Part, Process, supervised
from .scale import SCALE
from .servers import BrokerServer


@pytest.fixture
def processes(service: Service, engine: Engine) -> dict[str, Process]:
    processes = {
        "app": Process(lambda: service.start_app(worker=False)),
        "worker": Process(lambda: start_worker(service, engine.queue)),
    }
    if engine.broker:
        processes["sweeps"] = Process(lambda: start_sweeps(service, engine.queue))
    return processes


@pytest.fixture
def parts(
    processes: dict[str, Process],
    database: str,
    broker: BrokerServer | None,
    request: pytest.FixtureRequest,
) -> dict[str, Part]:
    parts: dict[str, Part] = {**processes}
    if broker:
        parts["broker"] = broker
    if database == "postgresql":
        parts["database"] = request.getfixturevalue("server")
    return parts


@pytest.fixture(params=SCALE.batches)
def batch(request: pytest.FixtureRequest, service: Service) -> int:
    size: int = request.param
    service.environment["WEBHOOKS_WORKER_BATCH"] = str(size)
    return size


def test_killed_at_random_under_load(
    service: Service,
    batch: int,
    parts: dict[str, Part],
    processes: dict[str, Process],
    figures: Callable[..., None],
) -> None:
    """With a transaction for each event, and with one for up to `batch` of them."""
    with Load(service.port, connections=8, rest=0.05) as load:
        figures(**kill_again_and_again(service, load, parts, SCALE.rounds))
    settle(service)

    assert_nothing_happened(service, load, figures)
    assert [process.ended for process in processes.values()] == [0, 0]


@pytest.mark.parametrize("engine", SCALE.engines, scope="session", indirect=True)
def test_an_engine_killed_at_random_under_load(
    service: Service,
    parts: dict[str, Part],
    processes: dict[str, Process],
    figures: Callable[..., None],
) -> None:
    """Programs of an engine may end when they lose the broker; then they are started again."""
    with supervised(processes["worker"], processes["sweeps"]):
        with Load(service.port, connections=4, rest=0.2) as load:
            figures(**kill_again_and_again(service, load, parts, SCALE.engine_rounds))
        settle(service)

    figures(restarted=sum(process.ended for process in processes.values()))
    assert_nothing_happened(service, load, figures)


def kill_again_and_again(
    service: Service, load: Load, parts: dict[str, Part], rounds: int
) -> dict[str, int]:
    """How often each part was killed."""
    chance = random.Random(1)
    kills = Counter(app=0, worker=0, database=0)
    for struck in choices(parts, rounds, chance):
        time.sleep(chance.uniform(0, 0.5))
        for name in struck:
            parts[name].stop()
        for name in struck:
            parts[name].start()
        load.wait_for_work(service)
        kills.update(struck)
        if "database" not in parts and {"app", "worker"} <= {*struck}:
            kills["database"] += 1
    return {"rounds": rounds, **{f"{part} killed": n for part, n in kills.items()}}


def assert_nothing_happened(
    service: Service, load: Load, figures: Callable[..., None]
) -> None:
    """Nothing was lost, doubled or left behind."""
    found = audit(service, load.acknowledged)
    figures(acknowledged=len(load.acknowledged), **found.counts)
    assert found == CLEAN


def choices(
    parts: Iterable[str], rounds: int, chance: random.Random
) -> Iterator[list[str]]:
    """What is struck in each round, in which order: all, each alone, every other combination."""
    names = sorted(parts)
    sizes = len(names), *range(1, len(names))
    every = [list(some) for size in sizes for some in combinations(names, size)]
    for struck in islice(cycle(every), rounds):
        chance.shuffle(struck)
        yield struck
