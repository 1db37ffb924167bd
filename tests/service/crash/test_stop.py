"""A worker that is told to stop (SIGTERM) gives back what it cannot finish, at no cost."""

from pathlib import Path

import pytest

from ..running import Service, wait_until
from .load import deliver
from .scale import SCALE

pytestmark = pytest.mark.parametrize(
    "database", SCALE.few, scope="session", indirect=True
)


def test_a_worker_stopped_in_its_handler_gives_the_event_back(
    service: Service, hold: Path
) -> None:
    service.environment["WEBHOOKS_MAX_ATTEMPTS"] = "10"
    service.environment["WEBHOOKS_GRACE_SECONDS"] = "0"
    service.environment["WEBHOOKS_LEASE_SECONDS"] = "3600"
    service.start_app(worker=False)
    worker = service.start_worker()
    deliver(service.port, ["evt_1"], type="invoice.held")
    wait_until(hold.with_name("held").exists, "the handler to run")

    worker.terminate()
    assert worker.wait() == 0
    service.wait_for("pending")
    assert service.query("SELECT max_attempts - attempts FROM webhook_event") == [10]

    # Nobody waits for an hour's lease: the event is free at once.
    hold.unlink()
    service.start_worker()
    service.wait_for("processed")
    assert service.query("SELECT external_id FROM effect") == ["evt_1"]
