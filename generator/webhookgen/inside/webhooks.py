"""Questions about the webhooks module in its project: nothing is written, no secret leaves.

An answer with `failed` says what went wrong, by the kind of the error and its place: the text
of an error may quote settings.
"""

import asyncio
import functools
import importlib
import os
import sqlite3
import sys
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from importlib import metadata
from typing import Any

# What is looked at in the database may take so long, in seconds; the worker's poll takes one.
PATIENCE = 5
LATELY = timedelta(minutes=5)
OLD = timedelta(days=90)
PROBE = b'{"probe":  "doctor", "text": "\xc3\xa4"}\n'
REACHED = "x-webhookgen-reached"

Answer = dict[str, Any]


def _told(question: Callable[..., Answer]) -> Callable[..., Answer]:
    """What fails in the project's code is told as an answer, without values."""

    @functools.wraps(question)
    def ask(root: str, **arguments: Any) -> Answer:
        sys.path.insert(0, root)
        try:
            return question(**arguments)
        except (Exception, SystemExit) as error:
            return {"failed": _failure(error)}

    return ask


@_told
def webhooks_settings(package: str) -> Answer:
    """What is set for the module, and how many secrets each source has."""
    module = functools.partial(_part, package)
    settings = module("settings").WebhookSettings()
    service = module("bootstrap").build_service(settings)
    of_source = module("settings").SourceSettings
    return {
        "sources": {
            source: {
                "secrets": len(of_source(source).secrets),
                "verify_tokens": len(of_source(source).verify_tokens),
            }
            for source in service.providers
        },
        "handled": [source for source, found in service.handlers.items() if found],
        "secrets_from": type(service.secrets).__name__,
        "queue": type(service.queue).__name__,
        "worker_in_app": settings.worker_in_app,
        "public_url": settings.public_url,
        "database": service.engine.url.get_backend_name(),
        "fastapi": metadata.version("fastapi"),
    }


@_told
def webhooks_arrival(package: str, app: str, path: str, host: str) -> Answer:
    """What becomes of a delivery: whether it reaches the module's route, with which body, and
    whether somebody had read it before. The route itself does nothing meanwhile."""
    route = _part(package, "router")
    module, _, name = app.partition(":")
    value: Any = importlib.import_module(module)
    for part in name.removesuffix("()").split("."):
        value = getattr(value, part)
    application = value() if name.endswith("()") else value
    found = asyncio.run(_deliver(application, route, path, host))
    for other in [] if found["reached"] else _paths(application):
        if (
            other != path
            and asyncio.run(_deliver(application, route, other, host))["reached"]
        ):
            return {**found, "elsewhere": other}
    return found


def _paths(application: Any) -> list[str]:
    """Where the application says that it has such a route."""
    try:
        paths = application.openapi()["paths"]
    except Exception:
        return []
    own = [path for path in paths if path.endswith("/webhooks/{source}")]
    return [path.replace("{source}", "nobody") for path in own]


async def _deliver(application: Any, route: Any, path: str, host: str) -> Answer:
    from starlette.responses import Response

    parts = [PROBE[:9], PROBE[9:]]
    asked, sent, reached = 0, [], {}

    async def receive() -> Answer:
        nonlocal asked
        asked += 1
        if asked > len(parts):
            await asyncio.Event().wait()  # the client stays and says no more
        more = asked < len(parts)
        body = parts[asked - 1]
        return {"type": "http.request", "body": body, "more_body": more}

    async def send(message: Answer) -> None:
        sent.append(message)

    async def instead(source: str, request: Any) -> Response:
        reached["read_before"] = asked > 0
        body = b"".join([chunk async for chunk in request.stream()])
        reached["same_body"] = body == PROBE
        return Response(status_code=202, headers={REACHED: "yes"})

    headers = {
        "host": host,
        "content-type": "application/json",
        "content-length": str(len(PROBE)),
        "user-agent": "webhookgen-doctor",
    }
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": (host, 443),
        "state": {},
    }
    route.receive = instead
    silent = False
    try:
        await asyncio.wait_for(application(scope, receive, send), PATIENCE)
    except asyncio.TimeoutError:
        silent = True
    first = sent[0] if sent else {"status": 0, "headers": []}
    body = b"".join(message.get("body", b"") for message in sent)
    return {
        "reached": bool(reached),
        "read_before": False,
        "same_body": False,
        **reached,
        "silent": silent,
        "status": first["status"],
        "unknown_source": b"No provider listens at this address." in body,
    }


@_told
def webhooks_database(package: str, version_table: str) -> Answer:
    """What the database holds of the module's. It is only read."""
    engine = _part(package, "host").engine
    look = functools.partial(_look, _part(package, "models"), version_table)
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
    uri = f"file:{path.replace('?', '%3f').replace('#', '%23')}?mode=ro"
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(uri, uri=True, timeout=PATIENCE),
        poolclass=pool.NullPool,
    )
    with engine.connect() as connection:
        return look(connection)


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
            found.setdefault("not_looked", []).append(_failure(error))
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


def _part(package: str, name: str) -> Any:
    return importlib.import_module(f"{package}.{name}")


def _failure(error: BaseException) -> str:
    """The kind of an error, its place in the project, and what it names by itself."""
    kind = type(error).__name__
    here = os.getcwd() + os.sep
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        f"{frame.filename[len(here) :]}:{frame.lineno}"
        for frame in frames
        if frame.filename.startswith(here) and "site-packages" not in frame.filename
    ]
    detail = ""
    if isinstance(error, ImportError):
        detail = f": {error}"
    elif kind == "ValidationError" and hasattr(error, "errors"):
        fields = [".".join(map(str, one["loc"])) for one in error.errors()]
        detail = f" of {', '.join(fields)}"
    elif getattr(error, "orig", None) is not None:
        detail = f" ({type(error.orig).__name__})"  # type: ignore[attr-defined]
    return f"{kind}{detail}" + (f" at {own[-1]}" if own else "")
