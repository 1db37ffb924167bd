"""How workers learn of work. The row is the truth; what passes here are hints."""

import asyncio


class DatabaseQueue:
    """The table itself is the queue: a hint wakes the worker of this process, others poll."""

    def __init__(self) -> None:
        self._hinted = asyncio.Event()

    def hint(self) -> None:
        """There is work that is due."""
        self._hinted.set()

    async def wait(self, seconds: float) -> None:
        """Returns at a hint given since the last wait began, or after so many seconds."""
        try:
            await asyncio.wait_for(self._hinted.wait(), seconds)
        except asyncio.TimeoutError:
            return
        self._hinted.clear()
