"""A worker that runs, and a handler that can be held."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from app.modules.webhooks.event import Event
from app.modules.webhooks.host import Session
from app.modules.webhooks.worker import Worker

from .concurrency import running
from .sandbox import Sandbox, record_effect

HOUR = 3_600


@contextmanager
def working(
    sandbox: Sandbox,
    *,
    grace_seconds: float = HOUR,
    lease_seconds: float = HOUR,
    batch: int = 1,
) -> Iterator[Worker]:
    """A running worker; at the end it is stopped and waited for."""
    worker = Worker(
        sandbox.service,
        sandbox.queue,
        concurrency=2,
        batch=batch,
        lease=timedelta(seconds=lease_seconds),
        poll_seconds=HOUR,
        grace_seconds=grace_seconds,
    )
    with running(worker.run):
        try:
            yield worker
        finally:
            worker.stop()


class Signalling:
    """A handler that tells when it runs, and waits until it may go on."""

    def __init__(self) -> None:
        self.started, self.may_go_on = threading.Event(), threading.Event()
        self.done = threading.Semaphore(0)

    def __call__(self, event: Event, session: Session) -> None:
        self.started.set()
        self.may_go_on.wait()
        record_effect(event, session)
        self.done.release()


@pytest.fixture
def handler(sandbox: Sandbox) -> Signalling:
    handler = Signalling()
    sandbox.handlers["thing.happened"] = handler
    return handler
