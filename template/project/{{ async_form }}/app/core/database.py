"""The database engine."""

import asyncio
import re
from typing import Any

from sqlalchemy import Connection, ExceptionContext, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from .config import settings

# Seconds. A connection that cannot be made sooner, a statement that is not answered sooner, or
# waits longer for SQLite's one writer, is an error: its caller can try again.
PATIENCE = 15

# As it begins, a change of data that sqlite3 takes for a query.
CHANGE_AFTER_WITH = re.compile(
    r"\s*WITH\b.*\b(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE | re.DOTALL
)


def make_engine(url: str, *, patience: float | None = PATIENCE) -> AsyncEngine:
    """An engine for the URL. Errors never quote parameters: payloads stay out of logs."""
    if url.startswith("sqlite"):
        engine = create_async_engine(
            url, hide_parameters=True, connect_args={"timeout": PATIENCE}
        )
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "savepoint", _begin_before_savepoint)
        event.listen(engine.sync_engine, "before_cursor_execute", _begin_before_change)
        return engine
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=20,
        connect_args={"timeout": PATIENCE, "command_timeout": patience},
    )
    event.listen(engine.sync_engine, "checkout", _ping)
    event.listen(engine.sync_engine, "handle_error", _give_up_on_the_silent)
    return engine


def _prepare_sqlite(connection: Any, record: object) -> None:
    cursor = connection.cursor()
    # Readers do not wait for the writer.
    cursor.execute("PRAGMA journal_mode = WAL")
    # In WAL mode NORMAL may lose the last commits at a power failure; FULL does not.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _ping(connection: Any, record: object, proxy: object) -> None:
    # In place of pool_pre_ping, which takes no silence for an answer: where one connection
    # of the pool fell silent so did its neighbours, and each would cost its own patience.
    try:
        connection.ping()
    except Exception as error:
        raise InvalidatePoolError from error


def _give_up_on_the_silent(context: ExceptionContext) -> None:
    # A connection that did not answer a statement will not answer a ROLLBACK either.
    if isinstance(context.original_exception, asyncio.TimeoutError):
        context.is_disconnect = True


def _begin_before_change(
    connection: Connection,
    cursor: Any,
    statement: str,
    parameters: Any,
    context: Any,
    executemany: bool,
) -> None:
    # Python's sqlite3 knows a change by its first word only; one that begins with WITH would
    # commit by itself.
    if CHANGE_AFTER_WITH.match(statement):
        _begin(connection)


def _begin_before_savepoint(connection: Connection, name: str) -> None:
    # Python's sqlite3 begins a transaction at the first change only; without one, releasing
    # a savepoint would commit.
    _begin(connection)


def _begin(connection: Connection) -> None:
    driver_connection = connection.connection.driver_connection
    assert driver_connection is not None
    commits_each = driver_connection.isolation_level is None
    if not (commits_each or driver_connection.in_transaction):
        connection.exec_driver_sql("BEGIN")


engine = make_engine(settings.database_url)
