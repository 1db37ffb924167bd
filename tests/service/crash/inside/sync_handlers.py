"""Replaces the rendered handlers/stripe.py: what the events of this suite do."""

import os
import signal
import time
from pathlib import Path

from sqlalchemy import text

from ..event import Event
from ..host import Session
from . import Handler

EFFECT = text("INSERT INTO effect (external_id) VALUES (:id)")


def leave_effect(event: Event, session: Session) -> None:
    connection = session.connection()
    connection.execute(EFFECT, {"id": event.external_id})


def leave_effect_once_let_go(event: Event, session: Session) -> None:
    """Waits, before its first write, while the file `hold` is there."""
    while Path("hold").exists():
        Path("held").touch()
        time.sleep(0.01)
    leave_effect(event, session)


def kill_the_process(event: Event, session: Session) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def paid(event: Event, session: Session) -> None:
    leave_effect(event, session)


HANDLERS: dict[str, Handler] = {
    "invoice.paid": paid,
    "invoice.held": leave_effect_once_let_go,
    "invoice.deadly": kill_the_process,
}
