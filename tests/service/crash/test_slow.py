"""A worker that outlives its lease cannot commit over its successor.

It is stopped in its handler, as a suspended machine is, until another worker has processed the
event; then it wakes, finishes its handler and finds that the event is no longer its own.
"""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from ..running import Service, wait_until
from .load import deliver
from .scale import SCALE

pytestmark = pytest.mark.parametrize(
    "database", SCALE.few, scope="session", indirect=True
)


def test_a_worker_that_sleeps_through_its_lease(
    service: Service, hold: Path, figures: Callable[..., None]
) -> None:
    service.start_app(worker=False)
    sleeper = service.start_worker()
    deliver(service.port, ["evt_1"], type="invoice.held")
    held = hold.with_name("held")
    wait_until(held.exists, "the handler to run")

    sleeper.send_signal(signal.SIGSTOP)
    hold.unlink()
    service.start_worker()
    service.wait_for("processed")
    successor = service.query("SELECT attempts FROM webhook_event")

    sleeper.send_signal(signal.SIGCONT)
    wait_until(lambda: "was lost to its lease" in log(service), "the sleeper to wake")
    # It works on, as if nothing had been.
    deliver(service.port, ["evt_2"])
    service.wait_for("processed", "processed")

    figures(attempts=successor[0], effects=len(effects(service)) - 1)
    assert sleeper.poll() is None
    assert sorted(effects(service)) == ["evt_1", "evt_2"]
    assert service.query("SELECT attempts FROM webhook_event ORDER BY id") == [2, 1]


def log(service: Service) -> str:
    return service.log.read_text()


def effects(service: Service) -> list[str]:
    return service.query("SELECT external_id FROM effect")
