"""Killed at each step by name: what is stored then, and that recovery completes it, once.

The sender does what providers do: without an answer it sends the delivery again.
"""

import signal
import subprocess
from collections import Counter

import httpx
import pytest

from ..deliveries import sign_with_stripe, stripe_event
from ..running import Service, free_port
from .points import IN_THE_APP, IN_THE_WORKER, Point
from .scale import SCALE

pytestmark = pytest.mark.parametrize(
    "database", SCALE.point_databases, scope="session", indirect=True
)


@pytest.fixture
def service(service: Service) -> Service:
    """Here no lease ends by itself, and whatever waits is looked for at once."""
    service.environment["WEBHOOKS_LEASE_SECONDS"] = "600"
    service.environment["WEBHOOKS_WORKER_CONCURRENCY"] = "1"
    return service


@pytest.mark.parametrize("point", IN_THE_APP, ids=lambda point: point.name)
def test_an_app_killed(service: Service, point: Point) -> None:
    app = service.start_app(worker=False, launcher=point.launcher)

    assert is_acknowledged(service) == point.answered
    assert_as_described(service, point, app)

    service.port = free_port()
    service.start_app()
    if not point.answered:
        assert is_acknowledged(service)
    assert_recovered(service, point)


@pytest.mark.parametrize("point", IN_THE_WORKER, ids=lambda point: point.name)
def test_a_worker_killed(service: Service, point: Point) -> None:
    service.start_app(worker=False)
    assert is_acknowledged(service)

    worker = service.start_worker(launcher=point.launcher)
    assert_as_described(service, point, worker)

    service.query("UPDATE webhook_event SET available_at = received_at")
    service.start_worker()
    assert_recovered(service, point)


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
    statuses = service.query("SELECT status FROM webhook_event")
    assert tuple(statuses) == point.stored
    assert len(effects(service)) == point.effects


def assert_recovered(service: Service, point: Point) -> None:
    service.wait_for("processed")
    assert effects(service) == {"evt_1": 1}
    assert service.query("SELECT attempts FROM webhook_event") == [point.attempts]


def effects(service: Service) -> Counter[str]:
    return Counter(service.query("SELECT external_id FROM effect"))
