"""The SQL of receiving: new events, and dead ones that are sent again."""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from importlib import import_module
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    bindparam,
    func,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from ..models import webhook_event as event
from ..rows import CHANNEL, having
from ..status import Status, transition

Key = tuple[str, str]  # source, external_id
Row = Mapping[str, Any]

KEY = ["source", "external_id"]
GIVEN = [column for column in event.c if not column.primary_key]
RETURNED = (event.c.source, event.c.external_id, event.c.id)


async def insert_new(
    connection: AsyncConnection, rows: Sequence[Row]
) -> dict[Key, int]:
    """Stores what is new, in one statement; the ids of the new rows by key."""
    if connection.dialect.name == "postgresql":
        columns = {c.name: [row[c.name] for row in rows] for c in GIVEN}
        async with _binary_arrays(connection):
            result = await connection.execute(INSERT_ON_POSTGRESQL, columns)
    else:
        result = await connection.execute(INSERT_ON_SQLITE, rows)
    return _ids(result)


INSERT_ON_SQLITE = (
    sqlite.insert(event).on_conflict_do_nothing(index_elements=KEY).returning(*RETURNED)
)


def _insert_on_postgresql() -> Select[Any]:
    """An array for each column, so the statement is the same for any number of rows.

    Workers that listen are told in the same commit, once for all of its rows.
    """
    arrays = (bindparam(c.name, type_=ARRAY(c.type)) for c in GIVEN)
    names = [c.name for c in GIVEN]
    given = func.unnest(*arrays).table_valued(*names).render_derived("given")
    new = (
        postgresql.insert(event)
        .from_select(names, select(given))
        .on_conflict_do_nothing(index_elements=KEY)
        .returning(*RETURNED)
        .cte("new")
    )
    told = select(func.pg_notify(CHANNEL, "")).select_from(new).limit(1).cte("told")
    return select(new).join(told, true(), isouter=True)


INSERT_ON_POSTGRESQL = _insert_on_postgresql()


@asynccontextmanager
async def _binary_arrays(connection: AsyncConnection) -> AsyncIterator[None]:
    """Meanwhile psycopg sends arrays in binary: as text they cost three times the insert.

    https://www.psycopg.org/psycopg3/docs/advanced/adapt.html
    """
    if connection.dialect.driver != "psycopg":
        yield
        return
    driver: Any = (await connection.get_raw_connection()).driver_connection
    array = import_module("psycopg.types.array")
    driver.adapters.register_dumper(list, array.ListBinaryDumper)
    try:
        yield
    finally:
        # The pool's other users get what they are used to.
        driver.adapters.register_dumper(list, array.ListDumper)


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
        .returning(*RETURNED)
    )
    return _ids(result)


async def reopen_dead(
    connection: AsyncConnection, keys: Collection[Key], *, now: datetime, attempts: int
) -> dict[Key, int]:
    """Opens those of the given events that are dead; their ids."""
    named = tuple_(event.c.source, event.c.external_id).in_(keys)
    return await reopen(connection, named, Status.DEAD, now=now, attempts=attempts)


def _ids(rows: Iterable[Any]) -> dict[Key, int]:
    return {(source, external_id): id for source, external_id, id in rows}
