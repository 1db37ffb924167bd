"""Killed at each step by name: what is stored then, and that recovery completes it, once.

The sender does what providers do: without an answer it sends the delivery again.
"""

import signal
import subprocess
from collections.abc import Callable

import httpx
import pytest

from ..deliveries import sign_with_stripe, stripe_event
from ..running import Service
from .points import IN_THE_APP, IN_THE_WORKER, Point
from .scale import SCALE

pytestmark = pytest.mark.parametrize(
    "database", SCALE.few, scope="session", indirect=True
)


@pytest.fixture
def service(service: Service) -> Service:
    """Here no lease ends by itself, however long a test takes."""
    service.environment["WEBHOOKS_LEASE_SECONDS"] = "3600"
    return service


@pytest.mark.parametrize("point", IN_THE_APP, ids=lambda point: point.name)
def test_an_app_killed(
    service: Service, healthy: Service, point: Point, figures: Callable[..., None]
) -> None:
    app = service.start_app(worker=False, launcher=point.launcher)

    assert is_acknowledged(service) == point.answered
    assert_as_described(service, point, app)

    assert point.answered or is_acknowledged(healthy)
    assert_recovered(service, point)
    figures(**point.figures)


@pytest.mark.parametrize("point", IN_THE_WORKER, ids=lambda point: point.name)
def test_a_worker_killed(
    service: Service, healthy: Service, point: Point, figures: Callable[..., None]
) -> None:
    assert is_acknowledged(healthy)

    worker = service.start_worker(launcher=point.launcher)
    assert_as_described(service, point, worker)

    service.query("UPDATE webhook_event SET available_at = received_at")
    assert_recovered(service, point)
    figures(**point.figures)


def is_acknowledged(service: Service) -> bool:
    body = stripe_event("evt_1")
    address = f"{service.url}/webhooks/stripe"
    try:
        answer = httpx.post(address, content=body, headers=sign_with_stripe(body))
    except httpx.TransportError:
        return False
    assert answer.status_code == 200
    return True


def assert_as_described(
    service: Service, point: Point, process: subprocess.Popen[bytes]
) -> None:
    assert process.wait(timeout=60) == -signal.SIGKILL
    assert service.query("SELECT status FROM webhook_event") == list(point.stored)
    assert len(effects(service)) == point.effects


def assert_recovered(service: Service, point: Point) -> None:
    service.start_worker()
    service.wait_for("processed")
    assert effects(service) == ["evt_1"]
    assert service.query("SELECT attempts FROM webhook_event") == [point.attempts]


def effects(service: Service) -> list[str]:
    return service.query("SELECT external_id FROM effect")
