"""How things run side by side: as threads."""

import asyncio
import signal
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Protocol

from .queue import Queue


class Lanes:
    """Threads that all do the same work."""

    def __init__(self, work: Callable[[], None], count: int) -> None:
        # Daemons: a handler that never ends must not keep the process from ending.
        self._threads = [
            threading.Thread(target=work, daemon=True, name=f"webhooks-{number}")
            for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def join(self, seconds: float) -> None:
        """Returns when all are done, or after so many seconds: threads cannot be cancelled."""
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0, deadline - time.monotonic()))


class Stoppable(Protocol):
    """What runs until it is told to stop."""

    def run(self) -> None: ...

    def stop(self) -> None: ...


@asynccontextmanager
async def in_background(work: Stoppable) -> AsyncIterator[None]:
    """Meanwhile it runs; at the end it is stopped and waited for."""
    thread = threading.Thread(target=work.run, daemon=True, name="webhooks")
    thread.start()
    try:
        yield
    finally:
        work.stop()
        await asyncio.to_thread(thread.join)


def rest(seconds: float) -> None:
    """Leaves others their turn for so long."""
    time.sleep(seconds)


async def close(queue: Queue) -> None:
    """Returns when the queue has let go of what it holds."""
    await asyncio.to_thread(queue.close)


def stop_on_signals(work: Stoppable) -> None:
    """SIGTERM and Ctrl-C stop it."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: work.stop())
