"""Opening finished events again, on an operator's word."""

from collections.abc import Collection

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from .clock import utc_now
from .delivery import Delivery, Headers
from .repository import history, ingest
from .rows import new_row
from .service import WebhookService


async def replay(service: WebhookService, ids: Collection[int]) -> list[int]:
    """Makes dead, ignored and unparseable events pending; the ids of those that are.

    Processed ones stay: their effects are committed. Unparseable ones are read again first,
    with the provider as it is now, and stay too if that does not help.
    """
    async with service.engine.begin() as connection:
        found: list[int] = []
        for row in await history.find_unparseable(connection, ids):
            found += await _read_again(service, connection, row)
        opened = await history.reopen_all(
            connection, ids, now=utc_now(), attempts=service.max_attempts
        )
    service.queue.hint([*opened, *found])
    return opened


async def _read_again(
    service: WebhookService, connection: AsyncConnection, row: RowMapping
) -> list[int]:
    """Makes the row its delivery's first readable event, and stores the others; their ids."""
    delivery = Delivery(
        source=row["source"],
        method="POST",
        url="",
        headers=Headers(row["headers"]),
        body=row["payload"],
        received_at=row["received_at"],
    )
    envelopes = service.provider(row["source"]).read_again(delivery)
    first = next((e for e in envelopes if e.problem is None), None)
    if first is None:
        return []
    await history.describe(connection, row, first)
    rows = [
        new_row(delivery, envelope, service.max_attempts)
        for envelope in envelopes
        if envelope is not first
    ]
    added = await ingest.insert_new(connection, rows) if rows else {}
    return sorted(added.values())
