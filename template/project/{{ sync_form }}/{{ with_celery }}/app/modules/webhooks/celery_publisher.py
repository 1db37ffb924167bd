"""Puts hints into Celery's broker."""

from collections.abc import Sequence

from .celery_app import app, process


class CeleryPublisher:
    """Publishes over one of Celery's own connections."""

    def publish(self, ids: Sequence[int]) -> None:
        with app.producer_pool.acquire(block=True) as producer:
            for id in ids:
                process.apply_async((id,), producer=producer)

    def close(self) -> None:
        """Nothing: Celery closes its connections at the end of the process."""
