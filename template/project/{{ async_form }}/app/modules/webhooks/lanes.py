"""The same work, several times side by side."""

import asyncio
from collections.abc import Awaitable, Callable


class Lanes:
    """Tasks that all do the same work."""

    def __init__(self, work: Callable[[], Awaitable[None]], count: int) -> None:
        self._tasks = [asyncio.ensure_future(work()) for _ in range(count)]

    async def join(self, seconds: float) -> None:
        """Returns when all are done; after so many seconds what is not is cancelled."""
        _, late = await asyncio.wait(self._tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
