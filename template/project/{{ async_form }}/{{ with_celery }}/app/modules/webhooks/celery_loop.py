"""Celery's tasks are plain functions and ours are coroutines: where the two meet."""

import asyncio
from collections.abc import Coroutine
from functools import cache
from threading import Lock, Thread
from typing import Any, TypeVar

Result = TypeVar("Result")

_starting = Lock()


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """What the coroutine gives, on this process's event loop; any thread may wait for it."""
    with _starting:
        loop = _loop()
    return asyncio.run_coroutine_threadsafe(work, loop).result()


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The one loop of a worker process: connections of the database belong to their loop."""
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="webhooks", daemon=True).start()
    return loop
