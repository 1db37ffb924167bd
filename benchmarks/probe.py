"""Runs inside a rendered service: times its own statements, and prints milliseconds as JSON.

For both forms of the service: what the async one awaits, the sync one has already done.
"""

import asyncio
import inspect
import json
import random
import secrets
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from app.modules.webhooks import host
from app.modules.webhooks.models import webhook_event as event
from app.modules.webhooks.repository import claims, ingest
from sqlalchemy import func, select

NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # nothing was due then
LEASE = timedelta(minutes=1)


async def probe(times: int) -> dict[str, float]:
    """The median of so many calls, one event each. Nothing is committed: a commit costs the
    same however long the history is."""
    connection = await _done(host.engine.connect())
    known = [await _any_event(connection) for _ in range(times)]
    new = [{**row, "external_id": secrets.token_hex(8)} for row in known]

    async def timed(statement: Callable[[int], Any]) -> float:
        spent = []
        for number in range(times):
            start = time.perf_counter()
            await _done(statement(number))
            spent.append(time.perf_counter() - start)
            await _done(connection.rollback())
        return 1000 * median(spent)

    def claim(now: datetime) -> Any:
        return claims.claim(connection, limit=1, now=now, lease=LEASE)

    def insert(row: dict[str, Any]) -> Any:
        return ingest.insert_new(connection, [row])

    return {
        "claim ms": await timed(lambda _: claim(datetime.now(UTC))),
        "empty poll ms": await timed(lambda _: claim(NEVER)),
        "insert ms": await timed(lambda number: insert(new[number])),
        "duplicate ms": await timed(lambda number: insert(known[number])),
    }


async def _any_event(connection: Any) -> dict[str, Any]:
    """A row of somewhere in the history, as it was given to its insert."""
    last = (await _done(connection.execute(select(func.max(event.c.id))))).scalar()
    columns = [column for column in event.c if not column.primary_key]
    statement = select(*columns).where(event.c.id >= random.randint(1, last)).limit(1)
    row = (await _done(connection.execute(statement.order_by(event.c.id)))).one()
    await _done(connection.rollback())
    return dict(row._mapping)


async def _done(result: Any) -> Any:
    return await result if inspect.isawaitable(result) else result


if __name__ == "__main__":
    print(json.dumps(asyncio.run(probe(int(sys.argv[1])))))
