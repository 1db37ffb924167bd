"""Celery carries the hints: a real worker of Celery's, in a thread, on its in-memory broker."""

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from celery import signals
from celery.contrib.testing.worker import start_worker

from app.core.database import make_engine
from app.modules.webhooks import celery_app
from app.modules.webhooks.broker_queue import BrokerQueue
from app.modules.webhooks.celery_publisher import CeleryPublisher
from app.modules.webhooks.event import Event
from app.modules.webhooks.host import Session
from app.modules.webhooks.tasks import Tasks

from .sandbox import LEASE, Sandbox, record_effect

INTERVAL = timedelta(seconds=5)
PATIENCE = 30  # seconds until something that must happen counts as not happening


@signals.setup_logging.connect
def leave_logging_as_it_is(**_: object) -> None:
    """A worker in this process must not change what other tests look at."""


class Counted:
    """A handler that tells other threads how often it ran."""

    def __init__(self) -> None:
        self._ran = threading.Semaphore(0)

    def __call__(self, event: Event, session: Session) -> None:
        record_effect(event, session)
        self._ran.release()

    def wait(self, times: int) -> None:
        """Returns when it ran so often."""
        for _ in range(times):
            assert self._ran.acquire(True, PATIENCE)


@pytest.fixture
def handler(sandbox: Sandbox) -> Counted:
    handler = Counted()
    sandbox.handlers["thing.happened"] = handler
    return handler


@pytest.fixture
def tasks(
    sandbox: Sandbox, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Tasks]:
    """What the worker does, with an engine of its own as in a process of its own."""
    celery_app.app.conf.update(broker_url="memory://")
    celery_app.app.control.purge()
    engine = make_engine(database_url)
    queue = BrokerQueue(CeleryPublisher())
    tasks = Tasks(
        service=replace(sandbox.service, engine=engine, queue=queue),
        lease=LEASE,
        sweep_interval=INTERVAL,
        sweep_limit=100,
    )
    monkeypatch.setattr(celery_app, "tasks", lambda: tasks)
    yield tasks
    engine.dispose()


def working() -> AbstractContextManager[Any]:
    """A running worker; at the end it has finished what it began."""
    return start_worker(celery_app.app, perform_ping_check=False)


def test_a_delivery_reaches_the_worker(
    sandbox: Sandbox, tasks: Tasks, handler: Counted
) -> None:
    hinting = replace(sandbox.service, queue=BrokerQueue(CeleryPublisher()))
    sandbox.app.state.webhooks = hinting
    with working():
        for n in range(3):
            sandbox.deliver(f"evt_{n}")
        handler.wait(3)

    assert {row.status for row in sandbox.rows()} == {"processed"}
    assert sandbox.effects() == ["evt_0", "evt_1", "evt_2"]


def test_a_sweep_sends_what_has_no_message(
    sandbox: Sandbox, tasks: Tasks, handler: Counted
) -> None:
    sandbox.deliver()
    with working():
        celery_app.sweep.delay(time.time() + 2 * INTERVAL.total_seconds())
        handler.wait(1)

    assert (sandbox.row()).status == "processed"


def test_the_beat_tells_a_sweep_when_it_was_sent() -> None:
    (entry,) = celery_app.app.conf.beat_schedule.values()
    assert entry["task"] == celery_app.sweep.name
    (asked_at,) = entry["args"]
    assert asked_at() == pytest.approx(time.time(), abs=60)
