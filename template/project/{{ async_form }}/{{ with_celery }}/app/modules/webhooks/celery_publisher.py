"""Puts hints into Celery's broker."""

import asyncio
from collections.abc import Sequence

from .celery_app import app, process


class CeleryPublisher:
    """Celery publishes in blocking calls."""

    async def publish(self, ids: Sequence[int]) -> None:
        await asyncio.to_thread(self._publish, ids)

    async def close(self) -> None:
        """Nothing: Celery closes its connections at the end of the process."""

    def _publish(self, ids: Sequence[int]) -> None:
        with app.producer_pool.acquire(block=True) as producer:
            for id in ids:
                process.apply_async((id,), producer=producer)
