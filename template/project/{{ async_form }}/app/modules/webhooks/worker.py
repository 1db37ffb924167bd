"""The loop: claim, process, record. Stops without losing or doubling anything."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError

from .attempt import attempt
from .clock import utc_now
from .queue import DatabaseQueue
from .repository import claims
from .repository.claims import Claim
from .service import WebhookService

logger = logging.getLogger(__name__)


class Worker:
    """Processes events, several at a time, until it is stopped."""

    def __init__(
        self,
        service: WebhookService,
        queue: DatabaseQueue,
        *,
        concurrency: int,
        lease: timedelta,
        poll_seconds: float,
        grace_seconds: float,
    ) -> None:
        self._service = service
        self._queue = queue
        self._concurrency = concurrency
        self._lease = lease
        self._poll_seconds = poll_seconds
        self._grace_seconds = grace_seconds
        self._attempts: set[asyncio.Task[Any]] = set()
        self._stopping = False

    async def run(self) -> None:
        """Works until stop(); then lets handlers finish, and releases what does not."""
        while not self._stopping:
            free = self._concurrency - len(self._attempts)
            claimed = await self._claim(free) if free else []
            for claim in claimed:
                self._start(claim)
            if not claimed:
                await self._queue.wait(self._poll_seconds)
        await self._finish()

    def stop(self) -> None:
        """Ends run() soon; safe to call from a signal handler."""
        self._stopping = True
        self._queue.hint()

    async def _claim(self, limit: int) -> list[Claim]:
        try:
            async with self._service.engine.begin() as connection:
                now = utc_now()
                await claims.release_expired(connection, now=now)
                return await claims.claim(
                    connection, limit=limit, now=now, lease=self._lease
                )
        except IntegrityError:
            # Another worker took an event of the same subject first.
            self._queue.hint()
        except Exception as error:
            logger.error("no events can be claimed: %s", type(error).__name__)
        return []

    def _start(self, claim: Claim) -> None:
        task = asyncio.create_task(attempt(self._service, claim, lease=self._lease))
        self._attempts.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._attempts.discard(task)
        # A place is free, and the next event of this subject may be due.
        self._queue.hint()

    async def _finish(self) -> None:
        attempts = set(self._attempts)
        if attempts:
            _, late = await asyncio.wait(attempts, timeout=self._grace_seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late)
