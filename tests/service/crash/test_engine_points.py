"""As test_points.py, where a broker carries the hints: killed at each step of the way by name.

Whatever the broker then has or has not of its messages, what the database holds is completed,
once. What runs a worker of an engine dies with it: a machine that goes away.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ..engines import start_sweeps, start_worker
from ..running import Service, kill, wait_until
from .forms import ENGINES, Engine
from .points import Point, at_the_hint, in_the_task
from .scale import SCALE
from .test_points import effects, is_acknowledged

PAIRS = [(form, name) for name, form in SCALE.pairs]
IN_THE_APP = [(*p, point) for p in PAIRS for point in at_the_hint(ENGINES[p[1]])]
IN_A_TASK = [(*p, point) for p in PAIRS for point in in_the_task(ENGINES[p[1]])]

pytestmark = pytest.mark.parametrize(
    "database", ["postgresql"], scope="session", indirect=True
)


def at(points: list[tuple[str, str, Point]]) -> pytest.MarkDecorator:
    """Sessions, engines, and where they die."""
    return pytest.mark.parametrize(
        ("form", "engine", "point"),
        points,
        indirect=["form", "engine"],
        scope="session",
        ids=[f"{form}-{engine}-{point.name}" for form, engine, point in points],
    )


@pytest.fixture
def died(service: Service) -> Iterator[Path]:
    """The file that tells of a process that it reached its point. Here no lease ends by itself."""
    service.environment["WEBHOOKS_LEASE_SECONDS"] = "3600"
    file = service.directory / "died"
    yield file
    file.unlink(missing_ok=True)


@at(IN_THE_APP)
def test_an_app_killed_as_it_hints(
    service: Service,
    healthy: Service,
    point: Point,
    engine: Engine,
    figures: Callable[..., None],
) -> None:
    app = service.start_app(launcher=point.launcher)
    was_acknowledged = is_acknowledged(service)
    app.wait()
    assert service.query("SELECT status FROM webhook_event") == [*point.stored]

    assert was_acknowledged or is_acknowledged(healthy)
    assert_recovered(service, engine, point)
    figures(**point.figures)


@at(IN_A_TASK)
def test_a_task_killed(
    service: Service,
    healthy: Service,
    died: Path,
    point: Point,
    engine: Engine,
    figures: Callable[..., None],
) -> None:
    worker = start_worker(service, engine.queue, launcher=point.launcher)
    assert is_acknowledged(healthy)
    wait_until(died.exists, "the worker to come to its point")
    kill(worker)
    assert service.query("SELECT status FROM webhook_event") == [*point.stored]
    assert len(effects(service)) == point.effects

    service.query("UPDATE webhook_event SET available_at = received_at")
    assert_recovered(service, engine, point)
    figures(**point.figures)


def assert_recovered(service: Service, engine: Engine, point: Point) -> None:
    start_worker(service, engine.queue)
    start_sweeps(service, engine.queue)
    service.wait_for("processed")
    assert effects(service) == ["evt_1"]
    assert service.query("SELECT attempts FROM webhook_event") == [point.attempts]
