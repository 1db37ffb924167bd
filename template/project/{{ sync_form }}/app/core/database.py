"""The database engine."""

import re
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from .config import settings

# Seconds. A statement that waits longer for SQLite's one writer, or a connection that cannot
# be made sooner, is an error: its caller can try again.
PATIENCE = 15

# As it begins, a change of data that sqlite3 takes for a query.
CHANGE_AFTER_WITH = re.compile(
    r"\s*WITH\b.*\b(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE | re.DOTALL
)


def make_engine(url: str, *, patience: int | None = PATIENCE) -> Engine:
    """An engine for the URL. Errors never quote parameters: payloads stay out of logs."""
    if url.startswith("sqlite"):
        engine = create_engine(
            url, hide_parameters=True, connect_args={"timeout": PATIENCE}
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "savepoint", _begin_before_savepoint)
        event.listen(engine, "before_cursor_execute", _begin_before_change)
        return engine
    return create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=20,
        # The latter in milliseconds, until a network that swallows all is given up.
        connect_args={
            "connect_timeout": PATIENCE,
            "tcp_user_timeout": 1000 * (patience or 0),
        },
    )


def _prepare_sqlite(connection: Any, record: object) -> None:
    cursor = connection.cursor()
    # Readers do not wait for the writer.
    cursor.execute("PRAGMA journal_mode = WAL")
    # In WAL mode NORMAL may lose the last commits at a power failure; FULL does not.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


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
