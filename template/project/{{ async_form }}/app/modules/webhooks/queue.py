"""How workers learn of work. The row is the truth; what passes here are hints."""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from .rows import CHANNEL

logger = logging.getLogger(__name__)

# Seconds until a worker whose listening broke off listens again; until then it polls.
PAUSE = 1


class Queue(Protocol):
    """Tells workers of due events. They look for themselves, too, so it may lose hints."""

    def hint(self, ids: Collection[int]) -> None:
        """These events are due. Returns at once, and raises nothing."""

    async def close(self) -> None:
        """Lets go of what it holds; nobody hints any more."""


class DatabaseQueue:
    """The table itself is the queue: hints wake the workers of this process, PostgreSQL's
    notifications those of others, and polling finds what nobody heard of."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._woken = asyncio.Event()

    def hint(self, ids: Collection[int]) -> None:
        """These events are due."""
        self.wake()

    async def close(self) -> None:
        """Nothing is held."""

    def wake(self) -> None:
        """Ends the wait under way, or else the next one."""
        self._woken.set()

    async def wait(self, seconds: float) -> None:
        """Returns when woken, or after so many seconds."""
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except asyncio.TimeoutError:
            return
        self._woken.clear()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Meanwhile hints of other processes arrive too, where the database can pass them."""
        if self._engine.driver != "asyncpg":
            yield
            return
        listener = asyncio.create_task(self._listen())
        try:
            yield
        finally:
            listener.cancel()
            await asyncio.wait([listener])

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_until_lost()
            except (OSError, SQLAlchemyError) as error:
                logger.warning("cannot listen for events: %s", type(error).__name__)
            await asyncio.sleep(PAUSE)

    async def _listen_until_lost(self) -> None:
        async with self._engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            lost = asyncio.Event()
            driver.add_termination_listener(lambda _: lost.set())
            await driver.add_listener(CHANNEL, lambda *_: self.wake())
            self.wake()  # for what came before
            try:
                await lost.wait()
            finally:
                # It must not return to the pool while it listens.
                await connection.invalidate()
