"""Questions about what the database holds of the webhooks module's. It is only read."""

import asyncio
import functools
import importlib
import os
import sqlite3
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

PATIENCE = 5  # seconds, for each statement
LATELY = timedelta(minutes=5)
OLD = timedelta(days=90)

Answer = dict[str, Any]


def events_stored(root: str, package: str, version_table: str) -> Answer:
    """What the database holds of the module's. It is only read."""
    sys.path.insert(0, root)
    engine = importlib.import_module(f"{package}.host").engine
    models = importlib.import_module(f"{package}.models")
    look = functools.partial(_look, models, version_table)
    if engine.url.get_backend_name() == "sqlite":
        return _read_file(engine.url.database, look)
    if hasattr(engine, "sync_engine"):
        return asyncio.run(asyncio.wait_for(_read_async(engine, look), 4 * PATIENCE))
    with engine.connect() as connection:
        return look(connection)


async def _read_async(engine: Any, look: Callable[[Any], Answer]) -> Answer:
    async with engine.connect() as connection:
        found: Answer = await connection.run_sync(look)
    await engine.dispose()
    return found


def _read_file(path: str | None, look: Callable[[Any], Answer]) -> Answer:
    """SQLite would make a file that is not there, and the service's engine changes its mode."""
    from sqlalchemy import create_engine, pool

    if not path or path == ":memory:" or path.startswith("file:"):
        return {"failed": "the database is in memory"}
    if not os.path.exists(path):
        return {"table": False, "heads": []}
    name = path.replace("?", "%3f").replace("#", "%23")
    uri = f"file:{name}?mode=ro{'&immutable=1' if _is_closed(path) else ''}"
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(uri, uri=True, timeout=PATIENCE),
        poolclass=pool.NullPool,
    )
    with engine.connect() as connection:
        return look(connection)


def _is_closed(path: str) -> bool:
    """Whether it is in WAL mode and nobody has it open: then even readers would make files."""
    with open(path, "rb") as file:
        in_wal_mode = file.read(20)[18:20] == b"\x02\x02"
    return in_wal_mode and not os.path.exists(f"{path}-wal")


def _look(models: Any, version_table: str, connection: Any) -> Answer:
    from sqlalchemy import inspect

    _read_only(connection)
    event = models.webhook_event
    found: Answer = {
        "table": inspect(connection).has_table(event.name, schema=event.schema),
        "heads": _heads(connection, version_table),
    }
    if not found["table"]:
        return found
    for part in (_due, _lately, _counts, _payloads):
        try:
            found |= part(connection, event)
        except Exception as error:
            found.setdefault("not_looked", []).append(type(error).__name__)
            connection.rollback()
            _read_only(connection)
    return found


def _read_only(connection: Any) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{PATIENCE}s'")


def _heads(connection: Any, version_table: str) -> list[str] | None:
    """The applied revisions; None where the name of their table is not known."""
    from alembic.runtime.migration import MigrationContext

    if not version_table.isidentifier():
        return None
    options = {"version_table": version_table}
    context = MigrationContext.configure(connection, opts=options)
    return list(context.get_current_heads())


def _due(connection: Any, event: Any) -> Answer:
    """What waits for a worker: new and due again, or held by one that is gone."""
    from sqlalchemy import func, select

    now = datetime.now(timezone.utc)
    waits = event.c.status.in_(("pending", "processing")) & (
        event.c.available_at <= now
    )
    held = (event.c.status == "processing") & (event.c.available_at > now)
    oldest = select(func.count(), func.min(event.c.available_at)).where(waits)
    count, since = connection.execute(oldest).one()
    seconds = int((now - since).total_seconds()) if since else 0
    number = connection.scalar(select(func.count()).where(held))
    return {"due": count, "oldest_seconds": seconds, "held": number}


def _lately(connection: Any, event: Any) -> Answer:
    """Whether a worker ended anything lately."""
    from sqlalchemy import select

    since = datetime.now(timezone.utc) - LATELY
    one = select(event.c.id).where(event.c.finished_at > since).limit(1)
    return {"finished_lately": connection.scalar(one) is not None}


def _counts(connection: Any, event: Any) -> Answer:
    from sqlalchemy import func, select

    wanted = ("dead", "unparseable")
    statement = (
        select(event.c.source, event.c.status, func.count(), func.min(event.c.id))
        .where(event.c.status.in_(wanted))
        .group_by(event.c.source, event.c.status)
        .order_by(event.c.source)
    )
    rows = [list(row) for row in connection.execute(statement)]
    return {"stuck": rows}


def _payloads(connection: Any, event: Any) -> Answer:
    """Payloads of events that were handled long ago."""
    from sqlalchemy import func, select

    now = datetime.now(timezone.utc)
    old = (
        event.c.status.in_(("processed", "ignored"))
        & event.c.payload.is_not(None)
        & (event.c.finished_at < now - OLD)
    )
    statement = select(func.count(), func.min(event.c.finished_at)).where(old)
    count, since = connection.execute(statement).one()
    return {"old_payloads": count, "oldest_days": (now - since).days if since else 0}
