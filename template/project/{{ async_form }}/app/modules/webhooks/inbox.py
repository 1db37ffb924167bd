"""Group commit: deliveries that arrive while a commit is under way share the next one.

No timer and no idle task: whoever finds no writer at work starts one, and the writer ends when
nothing waits. So an idle service answers at once, and a busy one shares its commits.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from .clock import utc_now
from .errors import Overloaded, StorageUnavailable
from .repository import ingest
from .repository.ingest import Key, Row

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Waiting:
    """A delivery's rows, and where its request learns which of them were opened."""

    rows: Sequence[Row]
    opened: asyncio.Future[list[int]]


class Inbox:
    """Stores the rows of deliveries."""

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        capacity: int,
        batch: int,
        reopen_attempts: int | None,
    ) -> None:
        # Every statement commits by itself: one round trip instead of three.
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._capacity = capacity
        self._batch = batch
        self._reopen_attempts = reopen_attempts
        self._waiting: deque[Waiting] = deque()
        self._writer: asyncio.Task[None] | None = None
        self._connection: AsyncConnection | None = None

    async def append(self, rows: Sequence[Row]) -> list[int]:
        """Returns after the commit that holds the rows; the ids of those now due.

        A duplicate has none, unless it opened a dead event again. Raises Overloaded or
        StorageUnavailable, and then nothing was promised.
        """
        if len(self._waiting) >= self._capacity:
            raise Overloaded
        waiting = Waiting(rows, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        return await waiting.opened

    async def close(self) -> None:
        """Returns when all that was appended is stored or refused."""
        if self._writer is not None:
            await self._writer
        await self._disconnect()

    async def _write_all(self) -> None:
        while self._waiting:
            # Requests that the event loop has read already may join this batch.
            await asyncio.sleep(0)
            batch = self._take_batch()
            try:
                await self._write(batch)
            except (InterfaceError, OperationalError) as error:
                _refuse(batch, error)
            except StatementError as error:
                # One row that the database refuses must not fail its neighbours.
                await self._write_one_by_one(batch, error)
            except Exception as error:
                _refuse(batch, error)

    def _take_batch(self) -> list[Waiting]:
        batch = [self._waiting.popleft()]
        rows = len(batch[0].rows)
        while self._waiting and rows + len(self._waiting[0].rows) <= self._batch:
            batch.append(self._waiting.popleft())
            rows += len(batch[-1].rows)
        return batch

    async def _write(self, batch: Sequence[Waiting]) -> None:
        opened = await self._store([row for waiting in batch for row in waiting.rows])
        for waiting in batch:
            # A request that was cancelled no longer asks; its rows are stored all the same.
            if not waiting.opened.done():
                keys = map(_key, waiting.rows)
                waiting.opened.set_result([opened.pop(k) for k in keys if k in opened])

    async def _write_one_by_one(
        self, batch: Sequence[Waiting], error: Exception
    ) -> None:
        if len(batch) == 1:
            _refuse(batch, error)
            return
        for waiting in batch:
            try:
                await self._write([waiting])
            except Exception as error:
                _refuse([waiting], error)

    async def _store(self, rows: Sequence[Row]) -> dict[Key, int]:
        """Returns once the rows are committed; the ids of those now due, by key."""
        kept = self._connection is not None
        try:
            return await self._insert(await self._connect(), rows)
        except DBAPIError as error:
            await self._disconnect()
            # A connection that was kept may have died since; the insert can be repeated.
            if not (kept and error.connection_invalidated):
                raise
        return await self._insert(await self._connect(), rows)

    async def _insert(
        self, connection: AsyncConnection, rows: Sequence[Row]
    ) -> dict[Key, int]:
        opened = await ingest.insert_new(connection, rows)
        known = {_key(row) for row in rows} - opened.keys()
        if known and self._reopen_attempts is not None:
            opened |= await ingest.reopen_dead(
                connection, known, now=utc_now(), attempts=self._reopen_attempts
            )
        return opened

    async def _connect(self) -> AsyncConnection:
        """The writer's own connection: fetching one each time would cost as much as the insert."""
        if self._connection is None:
            self._connection = await self._engine.connect()
        return self._connection

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()


def _key(row: Row) -> Key:
    return row["source"], row["external_id"]


def _refuse(batch: Sequence[Waiting], error: Exception) -> None:
    # Only the class: a database error's text quotes the rows.
    logger.error("%d deliveries not stored: %s", len(batch), type(error).__name__)
    for waiting in batch:
        if not waiting.opened.done():
            waiting.opened.set_exception(StorageUnavailable())
