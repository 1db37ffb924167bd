"""Writes deliveries, many in one commit, and tells each by itself how that ended."""

import logging
from collections.abc import Sequence

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from .clock import utc_now
from .errors import StorageUnavailable
from .repository import ingest
from .repository.ingest import Key, Row

logger = logging.getLogger(__name__)

# Of a delivery: the ids of its rows that are due now, or why it was not stored.
Outcome = list[int] | StorageUnavailable


class Writer:
    """Keeps a connection: fetching one for each batch would cost as much as the insert."""

    def __init__(self, engine: AsyncEngine, *, reopen_attempts: int | None) -> None:
        # Every statement commits by itself: one round trip instead of three.
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._reopen_attempts = reopen_attempts
        self._connection: AsyncConnection | None = None

    async def write(self, deliveries: Sequence[Sequence[Row]]) -> Sequence[Outcome]:
        """Stores the rows of deliveries and returns after the commit.

        Raises StorageUnavailable: the database cannot be reached, or does not answer.
        """
        try:
            return await self._write_together(deliveries)
        except Exception as error:
            # Only the class: a database error's text quotes the rows.
            name = type(error).__name__
            logger.error("%d deliveries cannot be stored: %s", len(deliveries), name)
            if not _is_about_a_row(error):
                raise StorageUnavailable from error
        if len(deliveries) == 1:
            return [StorageUnavailable()]
        # One row that the database refuses must not fail its neighbours.
        return [(await self.write([delivery]))[0] for delivery in deliveries]

    async def close(self) -> None:
        """Gives the connection back."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _write_together(
        self, deliveries: Sequence[Sequence[Row]]
    ) -> list[Outcome]:
        opened = await self._store([row for rows in deliveries for row in rows])
        # An event that two deliveries brought is the first one's.
        return [
            [opened.pop(key) for key in map(_key, rows) if key in opened]
            for rows in deliveries
        ]

    async def _store(self, rows: Sequence[Row]) -> dict[Key, int]:
        """The ids of those that are due now, by key."""
        kept = self._connection is not None
        try:
            return await self._insert(rows)
        except DBAPIError as error:
            # A connection that was kept may have died since; the insert can be repeated.
            if not (kept and error.connection_invalidated):
                raise
        return await self._insert(rows)

    async def _insert(self, rows: Sequence[Row]) -> dict[Key, int]:
        connection = await self._connect()
        try:
            return await self._insert_on(connection, rows)
        except Exception:
            # Whatever state it is in.
            await self.close()
            raise

    async def _insert_on(
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
        if self._connection is None:
            self._connection = await self._engine.connect()
        return self._connection


def _key(row: Row) -> Key:
    return row["source"], row["external_id"]


def _is_about_a_row(error: Exception) -> bool:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return False
    of_the_server = isinstance(error, InterfaceError | OperationalError)
    return isinstance(error, StatementError) and not of_the_server
