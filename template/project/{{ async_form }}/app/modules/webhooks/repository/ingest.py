"""The SQL of receiving: new events, and dead ones that are sent again."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from ..models import webhook_event as event
from ..rows import having
from ..status import Status, transition

Insert = Callable[[Table], postgresql.Insert | sqlite.Insert]
INSERT: Mapping[str, Insert] = {
    "postgresql": postgresql.insert,
    "sqlite": sqlite.insert,
}

Key = tuple[str, str]  # source, external_id


async def insert_new(
    connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]
) -> dict[Key, int]:
    """Stores what is new, in one statement; the ids of the new rows by key."""
    statement = (
        INSERT[connection.dialect.name](event)
        .on_conflict_do_nothing(index_elements=["source", "external_id"])
        .returning(event.c.source, event.c.external_id, event.c.id)
    )
    result = await connection.execute(statement, rows)
    return {(source, external_id): id for source, external_id, id in result}


async def reopen(
    connection: AsyncConnection,
    which: ColumnElement[bool],
    status: Status,
    *,
    now: datetime,
    attempts: int,
) -> dict[Key, int]:
    """Makes events of a finished status pending again, with more attempts; their ids."""
    result = await connection.execute(
        update(event)
        .where(which, having(status))
        .values(
            status=transition(status, Status.PENDING).value,
            available_at=now,
            finished_at=None,
            max_attempts=event.c.attempts + attempts,
        )
        .returning(event.c.source, event.c.external_id, event.c.id)
    )
    return {(source, external_id): id for source, external_id, id in result}


async def reopen_dead(
    connection: AsyncConnection, keys: Collection[Key], *, now: datetime, attempts: int
) -> dict[Key, int]:
    """Opens those of the given events that are dead; their ids."""
    named = tuple_(event.c.source, event.c.external_id).in_(keys)
    return await reopen(connection, named, Status.DEAD, now=now, attempts=attempts)
