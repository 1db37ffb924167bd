"""Replaces the rendered handlers/stripe.py: what the events of this suite do."""

import asyncio
import os
import signal
from pathlib import Path

from sqlalchemy import text

from ..event import Event
from ..host import AsyncSession
from . import Handler

EFFECT = text("INSERT INTO effect (external_id) VALUES (:id)")


async def leave_effect(event: Event, session: AsyncSession) -> None:
    connection = await session.connection()
    await connection.execute(EFFECT, {"id": event.external_id})


async def leave_effect_once_let_go(event: Event, session: AsyncSession) -> None:
    """Waits, before its first write, while the file `hold` is there."""
    while Path("hold").exists():
        Path("held").touch()
        await asyncio.sleep(0.01)
    await leave_effect(event, session)


async def kill_the_process(event: Event, session: AsyncSession) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def paid(event: Event, session: AsyncSession) -> None:
    await leave_effect(event, session)


HANDLERS: dict[str, Handler] = {
    "invoice.paid": paid,
    "invoice.held": leave_effect_once_let_go,
    "invoice.deadly": kill_the_process,
}
