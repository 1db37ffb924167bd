"""Database engines for these tests; the application's own engine is never used."""

from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


def make_engine(url: str) -> AsyncEngine:
    """An engine for the URL; SQLite is brought to what PostgreSQL does by itself."""
    engine = create_async_engine(url)
    if url.startswith("sqlite"):
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "savepoint", _begin_before_savepoint)
    return engine


def _prepare_sqlite(connection: Any, record: object) -> None:
    cursor = connection.cursor()
    # Readers and the writer do not wait for each other.
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_before_savepoint(connection: Connection, name: str) -> None:
    # Python's sqlite3 begins a transaction at the first change only; without one, releasing
    # a savepoint would commit.
    driver_connection = connection.connection.driver_connection
    if driver_connection and not driver_connection.in_transaction:
        connection.exec_driver_sql("BEGIN")
