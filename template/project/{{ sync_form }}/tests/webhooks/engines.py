"""Database engines for these tests; the application's own engine is never used."""

import re
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

# As it begins, a change of data that sqlite3 takes for a query.
CHANGE_AFTER_WITH = re.compile(
    r"\s*WITH\b.*\b(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE | re.DOTALL
)


def make_engine(url: str) -> Engine:
    """An engine for the URL; SQLite is brought to what PostgreSQL does by itself."""
    engine = create_engine(url)
    if url.startswith("sqlite"):
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "savepoint", _begin_before_savepoint)
        event.listen(engine, "before_cursor_execute", _begin_before_change)
    return engine


def _prepare_sqlite(connection: Any, record: object) -> None:
    cursor = connection.cursor()
    # Readers and the writer do not wait for each other.
    cursor.execute("PRAGMA journal_mode = WAL")
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
