"""The SQL of brokers: which events to offer to workers."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..models import having
from ..models import webhook_event as event
from ..status import Status


async def find_due(
    connection: AsyncConnection, *, before: datetime, limit: int
) -> list[int]:
    """The events that were due before then and still wait, oldest first; their ids."""
    statement = (
        select(event.c.id)
        .where(having(Status.PENDING), event.c.available_at <= before)
        .order_by(event.c.available_at, event.c.id)
        .limit(limit)
    )
    return list((await connection.execute(statement)).scalars())


async def find_next_of_subject(
    connection: AsyncConnection, source: str, subject: str, *, now: datetime
) -> int | None:
    """The subject's event that has been due longest; its id."""
    statement = (
        select(event.c.id)
        .where(
            having(Status.PENDING),
            event.c.source == source,
            event.c.subject == subject,
            event.c.available_at <= now,
        )
        .order_by(event.c.available_at, event.c.id)
        .limit(1)
    )
    return (await connection.execute(statement)).scalar()
