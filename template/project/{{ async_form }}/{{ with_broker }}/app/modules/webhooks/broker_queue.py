"""Hints that travel through a broker. The row is the truth, so a hint may be lost."""

import asyncio
import logging
from collections import deque
from collections.abc import Collection, Sequence
from typing import Protocol

logger = logging.getLogger(__name__)

CAPACITY = 10_000  # hints that wait for the broker; after that the oldest are dropped
BATCH = 16  # hints that are published together
PATIENCE = 5  # seconds that a stopping process gives its last hints


class Publisher(Protocol):
    """What puts hints into a broker."""

    async def publish(self, ids: Sequence[int]) -> None:
        """Returns when the broker has them; raises whatever keeps it from that."""

    async def close(self) -> None:
        """Lets go of the broker."""


class BrokerQueue:
    """Publishes in the background: no delivery waits for the broker, or fails with it.

    Like the inbox without an idle task: whoever hints and finds nobody publishing starts it.
    """

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher
        self._waiting: deque[int] = deque(maxlen=CAPACITY)
        self._publishing: asyncio.Task[None] | None = None

    def hint(self, ids: Collection[int]) -> None:
        """These events are due."""
        self._waiting.extend(ids)
        if self._waiting and (self._publishing is None or self._publishing.done()):
            self._publishing = asyncio.create_task(self._publish_all())

    async def close(self) -> None:
        """Publishes what waits, for a few seconds at the most; the sweep offers the rest."""
        if self._publishing is not None:
            await asyncio.wait([self._publishing], timeout=PATIENCE)
            self._publishing.cancel()
        await self._publisher.close()

    async def _publish_all(self) -> None:
        while ids := self._take():
            try:
                await self._publisher.publish(ids)
            except Exception as error:
                # Only the class: the text may quote the broker's URL.
                name = type(error).__name__
                logger.warning("%d hints lost, the sweep has them: %s", len(ids), name)

    def _take(self) -> list[int]:
        size = min(BATCH, len(self._waiting))
        return [self._waiting.popleft() for _ in range(size)]
