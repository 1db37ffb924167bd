"""Purging what was handled long ago: a page of the table at a time, however long it is."""

import time
from collections.abc import AsyncIterator
from datetime import datetime

from .concurrency import rest
from .repository import history
from .service import WebhookService

PAGE = 1000  # rows that one transaction goes through: about as long as others may wait


async def purge(
    service: WebhookService, *, before: datetime, rows: bool
) -> AsyncIterator[int]:
    """Deletes rows, or empties them; yields after each page how many of it.

    Each page commits, and then others have their turn for as long as it took. Stopped
    halfway, what was done stays done.
    """
    purge_page = history.purge_rows if rows else history.purge_payloads
    after = 0
    while True:
        started = time.monotonic()
        async with service.engine.begin() as connection:
            end = await history.find_end(connection, after=after, size=PAGE)
            if end is None:
                return
            page = range(after + 1, end + 1)
            count = await purge_page(connection, page, before=before)
        yield count
        after = end
        await rest(time.monotonic() - started)
