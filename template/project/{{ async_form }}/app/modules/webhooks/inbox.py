"""Group commit: deliveries that arrive while a commit is under way share the next one.

No timer and no idle task: whoever finds no writer at work starts one, and it ends when nothing
waits. So an idle service answers at once, and a busy one shares its commits.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from .errors import Overloaded, StorageUnavailable
from .repository.ingest import Row
from .writer import Writer


@dataclass(frozen=True)
class Waiting:
    """A delivery's rows, and where its request learns which of them are due now."""

    rows: Sequence[Row]
    opened: asyncio.Future[list[int]]


class Inbox:
    """Where deliveries wait to be stored."""

    def __init__(self, writer: Writer, *, capacity: int, batch: int) -> None:
        self._writer = writer
        self._capacity = capacity
        self._batch = batch
        self._waiting: deque[Waiting] = deque()
        self._writing: asyncio.Task[None] | None = None

    async def append(self, rows: Sequence[Row]) -> list[int]:
        """Returns after the commit that holds the rows; the ids of those now due.

        A duplicate has none, unless it opened a dead event again. Raises Overloaded or
        StorageUnavailable, and then nothing was promised.
        """
        if len(self._waiting) >= self._capacity:
            raise Overloaded
        waiting = Waiting(rows, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        return await waiting.opened

    async def close(self) -> None:
        """Returns when all that was appended is stored or refused."""
        if self._writing is not None:
            await self._writing
        await self._writer.close()

    async def _write_all(self) -> None:
        while self._waiting:
            # Requests that the event loop has read already may join this batch.
            await asyncio.sleep(0)
            batch = self._take_batch()
            try:
                outcomes = await self._writer.write([waiting.rows for waiting in batch])
            except StorageUnavailable:
                # Whoever else waits would wait as long again, for the same.
                batch += self._waiting
                self._waiting.clear()
                outcomes = [StorageUnavailable() for _ in batch]
            for waiting, outcome in zip(batch, outcomes, strict=True):
                # A request that was cancelled no longer asks; its rows are stored all the same.
                if waiting.opened.done():
                    continue
                if isinstance(outcome, StorageUnavailable):
                    waiting.opened.set_exception(outcome)
                else:
                    waiting.opened.set_result(outcome)

    def _take_batch(self) -> list[Waiting]:
        batch = [self._waiting.popleft()]
        rows = len(batch[0].rows)
        while self._waiting and rows + len(self._waiting[0].rows) <= self._batch:
            batch.append(self._waiting.popleft())
            rows += len(batch[-1].rows)
        return batch
