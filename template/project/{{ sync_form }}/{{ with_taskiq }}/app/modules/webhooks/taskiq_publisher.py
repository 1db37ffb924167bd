"""Puts hints into Taskiq's broker, whose calls are asynchronous, from a thread."""

import asyncio
from collections.abc import Coroutine, Sequence
from threading import Thread
from typing import Any

from .taskiq_app import make_broker, process

PATIENCE = 5  # seconds that publishing may take


class TaskiqPublisher:
    """Connects at the first hint, in an event loop of its own."""

    def __init__(self) -> None:
        self._broker = make_broker()
        self._started = False
        self._loop = asyncio.new_event_loop()

    def publish(self, ids: Sequence[int]) -> None:
        if not self._started:
            # It goes on between two hints: connections want to be kept alive.
            Thread(target=self._loop.run_forever, daemon=True).start()
            self._run(self._broker.startup())
            self._started = True
        self._run(self._publish(ids))

    def close(self) -> None:
        if self._started:
            self._run(self._broker.shutdown())
            self._loop.call_soon_threadsafe(self._loop.stop)

    async def _publish(self, ids: Sequence[int]) -> None:
        kicker = process.kicker().with_broker(self._broker)
        await asyncio.gather(*(kicker.kiq(id) for id in ids))

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        patient = asyncio.wait_for(work, PATIENCE)
        asyncio.run_coroutine_threadsafe(patient, self._loop).result()
