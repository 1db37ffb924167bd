"""Somebody keeps a row locked, such as a worker that is gone and whose connection PostgreSQL
still believes in: the other events go on, and this one when the lock is gone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from ..running import Service, kill, wait_until
from .audit import CLEAN, audit, settle
from .load import deliver

EXPIRED = """
SELECT 1 FROM webhook_event WHERE status = 'processing' AND available_at < CURRENT_TIMESTAMP
"""
LOCK = text("SELECT id FROM webhook_event WHERE external_id = 'evt_locked' FOR UPDATE")
OTHERS = "SELECT status FROM webhook_event WHERE external_id <> 'evt_locked'"


@pytest.mark.parametrize("database", ["postgresql"], scope="session", indirect=True)
def test_a_locked_row(
    service: Service, hold: Path, figures: Callable[..., None]
) -> None:
    service.start_app(worker=False)
    worker = service.start_worker()
    deliver(service.port, ["evt_locked"], type="invoice.held")
    wait_until(hold.with_name("held").exists, "the handler to run")
    kill(worker)
    hold.unlink()

    others = [f"evt_{n}" for n in range(24)]
    with service.database.begin() as connection:
        connection.execute(LOCK)
        wait_until(lambda: service.query(EXPIRED), "the lease to end")
        service.start_worker()
        deliver(service.port, others)
        wait_until(
            lambda: service.query(OTHERS) == ["processed"] * len(others),
            "the other events to be processed",
        )
    settle(service)

    found = audit(service, {"evt_locked", *others})
    figures(others=len(others), **found.counts)
    assert found == CLEAN
