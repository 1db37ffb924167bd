"""How things run side by side: as tasks of one event loop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from .queue import Queue


def run(main: Coroutine[Any, Any, int]) -> int:
    """Runs it in a new event loop: the one that uvicorn takes, too, where it is installed."""
    loop = import_module("uvloop" if find_spec("uvloop") else "asyncio")
    code: int = loop.run(main)
    return code


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


class Stoppable(Protocol):
    """What runs until it is told to stop."""

    async def run(self) -> None: ...

    def stop(self) -> None: ...


@asynccontextmanager
async def in_background(work: Stoppable) -> AsyncIterator[None]:
    """Meanwhile it runs; at the end it is stopped and waited for."""
    task = asyncio.create_task(work.run())
    try:
        yield
    finally:
        work.stop()
        await task


async def rest(seconds: float) -> None:
    """Leaves others their turn for so long."""
    await asyncio.sleep(seconds)


async def close(queue: Queue) -> None:
    """Returns when the queue has let go of what it holds."""
    await queue.close()


def stop_on_signals(work: Stoppable) -> None:
    """SIGTERM and Ctrl-C stop it."""
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows has no such handlers
            asyncio.get_running_loop().add_signal_handler(number, work.stop)
