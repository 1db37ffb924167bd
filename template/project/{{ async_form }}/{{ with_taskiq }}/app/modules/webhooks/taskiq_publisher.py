"""Puts hints into Taskiq's broker."""

import asyncio
from collections.abc import Sequence

from .taskiq_app import make_broker, process

PATIENCE = 5  # seconds that publishing may take


class TaskiqPublisher:
    """Connects at the first hint."""

    def __init__(self) -> None:
        self._broker = make_broker()
        self._started = False

    async def publish(self, ids: Sequence[int]) -> None:
        await asyncio.wait_for(self._publish(ids), PATIENCE)

    async def close(self) -> None:
        if self._started:
            await self._broker.shutdown()

    async def _publish(self, ids: Sequence[int]) -> None:
        if not self._started:
            await self._broker.startup()
            self._started = True
        kicker = process.kicker().with_broker(self._broker)
        await asyncio.gather(*(kicker.kiq(id) for id in ids))
