"""The loop: claim, process, record. Stops without losing or doubling anything."""

import logging
import threading
import time
from collections import deque
from contextlib import ExitStack, suppress
from datetime import timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from .attempt import attempt_all
from .clock import utc_now
from .concurrency import Lanes
from .errors import LostClaim
from .queue import DatabaseQueue
from .repository import claims
from .repository.claims import Claim
from .service import WebhookService

logger = logging.getLogger(__name__)

# A worker claims ahead what it works off in so many seconds, and so many events at the most at
# once: those of a slow handler stay free for other workers.
AHEAD_SECONDS = 0.2
MAX_AHEAD = 64


class Worker:
    """Processes events in lanes, one transaction at a time in each, until it is stopped."""

    def __init__(
        self,
        service: WebhookService,
        queue: DatabaseQueue,
        *,
        concurrency: int,
        batch: int,
        lease: timedelta,
        poll_seconds: float,
        grace_seconds: float,
    ) -> None:
        self._service = service
        self._queue = queue
        self._concurrency = concurrency
        self._batch = batch
        self._lease = lease
        self._poll_seconds = poll_seconds
        self._grace_seconds = grace_seconds
        self._claimed: deque[Claim] = deque()
        self._claiming = threading.Lock()
        self._claimed_at = self._swept_at = time.monotonic()
        self._in_hand: set[Claim] = set()
        self._low = self._ended = 0
        self._stopping = threading.Event()

    def run(self) -> None:
        """Works until stop(); then lets handlers finish, and releases what does not."""
        with self._queue.listening():
            lanes = Lanes(self._lane, self._concurrency)
            self._stopping.wait()
            lanes.join(self._grace_seconds)
        for claim in [*self._in_hand, *self._claimed]:
            with suppress(LostClaim):
                self._service.release(claim)

    def stop(self) -> None:
        """Ends run() soon; safe to call from a signal handler."""
        self._stopping.set()
        self._queue.wake()

    def _lane(self) -> None:
        while not self._stopping.is_set():
            try:
                with ExitStack() as stack:
                    # One lane at a time asks the database; the others wait without a connection.
                    with self._claiming:
                        connecting = self._service.engine.connect()
                        connection = stack.enter_context(connecting)
                        self._claim_some(connection)
                    self._work_off(connection)
            except Exception as error:
                logger.error("the worker has no database: %s", type(error).__name__)
                self._queue.wait(self._poll_seconds)

    def _claim_some(self, connection: Connection) -> None:
        """Returns when there is something to do."""
        while not (self._claimed or self._stopping.is_set()):
            self._claimed.extend(self._claim(connection))
            if not self._claimed:
                self._queue.wait(self._poll_seconds)

    def _claim(self, connection: Connection) -> list[Claim]:
        self._sweep()
        limit = self._limit()
        try:
            with connection.begin():
                claimed = claims.claim(
                    connection, limit=limit, now=utc_now(), lease=self._lease
                )
        except IntegrityError:
            # Another worker took an event of the same subject first; ask again.
            self._queue.wake()
            return []
        self._low = limit // 2 if len(claimed) == limit else 0
        return claimed

    def _sweep(self) -> None:
        """Now and then: what dead workers held is tried again."""
        if time.monotonic() - self._swept_at >= self._poll_seconds:
            self._swept_at = time.monotonic()
            self._service.fail_expired(now=utc_now())

    def _limit(self) -> int:
        now = time.monotonic()
        pace = self._ended / max(now - self._claimed_at, AHEAD_SECONDS)
        self._claimed_at, self._ended = now, 0
        room = self._concurrency * self._batch - len(self._in_hand)
        return room + min(MAX_AHEAD, int(pace * AHEAD_SECONDS))

    def _work_off(self, connection: Connection) -> None:
        """Works through what is claimed, on one connection for as long as that lasts."""
        while batch := self._take():
            attempt_all(self._service, batch, connection, lease=self._lease)
            self._ended += len(batch)
            self._in_hand.difference_update(batch)
            # Another event of this subject may be due now.
            self._queue.wake()
            if connection.invalidated:
                return
            self._claim_ahead(connection)

    def _take(self) -> list[Claim]:
        batch: list[Claim] = []
        with suppress(IndexError):  # there are no more
            while len(batch) < self._batch and not self._stopping.is_set():
                batch.append(self._claimed.popleft())
        self._in_hand.update(batch)
        return batch

    def _claim_ahead(self, connection: Connection) -> None:
        """Before the last one is taken, so that the other lanes need not wait for a claim."""
        is_low = len(self._claimed) < self._low
        if is_low and not (self._claiming.locked() or self._stopping.is_set()):
            with self._claiming:
                self._claimed.extend(self._claim(connection))
