"""How workers learn of work. The row is the truth; what passes here are hints."""

import asyncio
from collections.abc import Collection
from typing import Protocol


class Queue(Protocol):
    """Tells workers of due events. Nothing depends on it: they look for themselves, too."""

    def hint(self, ids: Collection[int]) -> None:
        """These events are due. Returns at once and never raises."""

    async def close(self) -> None:
        """Lets go of what it holds; nobody hints any more."""


class DatabaseQueue:
    """The table itself is the queue: a hint wakes the worker of this process, others poll."""

    def __init__(self) -> None:
        self._hinted = asyncio.Event()

    def hint(self, ids: Collection[int] = ()) -> None:
        """There is work that is due."""
        self._hinted.set()

    async def close(self) -> None:
        """Nothing is held."""

    async def wait(self, seconds: float) -> None:
        """Returns at a hint given since the last wait began, or after so many seconds."""
        try:
            await asyncio.wait_for(self._hinted.wait(), seconds)
        except asyncio.TimeoutError:
            return
        self._hinted.clear()
