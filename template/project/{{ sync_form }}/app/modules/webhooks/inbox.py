"""Group commit: deliveries that arrive while a commit is under way share the next one.

Requests wait in their event loop; one thread writes for all of them, as the database session
of this application is not asynchronous. It has no timer: an idle service answers at once, and
a busy one shares its commits.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from .errors import Overloaded, StorageUnavailable
from .repository.ingest import Row
from .writer import Outcome, Writer

# Seconds until a request gives up on a database that does not answer: a thread that waits for
# it cannot be stopped. What is stored after all is a duplicate when it is sent again.
PATIENCE = 20


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
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closing = False

    async def append(self, rows: Sequence[Row]) -> list[int]:
        """Returns after the commit that holds the rows; the ids of those now due.

        A duplicate has none, unless it opened a dead event again. Raises Overloaded or
        StorageUnavailable, and then nothing was promised.
        """
        if len(self._waiting) >= self._capacity:
            raise Overloaded
        loop = asyncio.get_running_loop()
        waiting = Waiting(rows, loop.create_future())
        self._waiting.append(waiting)
        # Later: requests that the event loop has read already join the batch.
        loop.call_soon(self._wake)
        try:
            return await asyncio.wait_for(waiting.opened, PATIENCE)
        except asyncio.TimeoutError:
            raise StorageUnavailable from None

    async def close(self) -> None:
        """Returns when all that was appended is stored or refused."""
        if self._waiting:
            self._wake()
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)
            self._thread = None

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify()
            if self._thread is None:
                self._start()

    def _start(self) -> None:
        self._closing = False
        self._thread = threading.Thread(
            target=self._write_all, daemon=True, name="webhooks-inbox"
        )
        self._thread.start()

    def _write_all(self) -> None:
        while batch := self._take_batch():
            try:
                outcomes = self._writer.write([waiting.rows for waiting in batch])
            except StorageUnavailable:
                outcomes = [StorageUnavailable() for _ in batch]
            # The loop of a request that nobody waits for any more may be closed.
            with suppress(RuntimeError):
                loop = batch[0].opened.get_loop()
                loop.call_soon_threadsafe(_answer, batch, outcomes)
        self._writer.close()

    def _take_batch(self) -> list[Waiting]:
        """What waits, all of one event loop; nothing once there is no more to come."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            if not self._waiting:
                return []
            batch = [self._waiting.popleft()]
            rows = len(batch[0].rows)
            while self._waiting and rows + len(self._waiting[0].rows) <= self._batch:
                if self._waiting[0].opened.get_loop() is not batch[0].opened.get_loop():
                    break
                batch.append(self._waiting.popleft())
                rows += len(batch[-1].rows)
            return batch


def _answer(batch: Sequence[Waiting], outcomes: Sequence[Outcome]) -> None:
    for waiting, outcome in zip(batch, outcomes, strict=True):
        # A request that was cancelled no longer asks; its rows are stored all the same.
        if waiting.opened.done():
            continue
        if isinstance(outcome, StorageUnavailable):
            waiting.opened.set_exception(outcome)
        else:
            waiting.opened.set_result(outcome)
