"""Hints that travel through a broker. The row is the truth, so a hint may be lost."""

import logging
import threading
from collections import deque
from collections.abc import Collection, Sequence
from typing import Protocol

logger = logging.getLogger(__name__)

CAPACITY = 10_000  # hints that wait for the broker; after that the oldest are dropped
BATCH = 16  # hints that are published together
PATIENCE = 5  # seconds that a stopping process gives its last hints


class Publisher(Protocol):
    """What puts hints into a broker."""

    def publish(self, ids: Sequence[int]) -> None:
        """Returns when the broker has them; raises whatever keeps it from that."""

    def close(self) -> None:
        """Lets go of the broker."""


class BrokerQueue:
    """Publishes in a thread: no delivery waits for the broker, or fails with it.

    The thread is there only while there is something to publish: whoever hints and finds none
    starts it.
    """

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher
        self._waiting: deque[int] = deque(maxlen=CAPACITY)
        self._publishing: threading.Thread | None = None
        self._lock = threading.Lock()

    def hint(self, ids: Collection[int]) -> None:
        """These events are due."""
        with self._lock:
            self._waiting.extend(ids)
            if self._waiting and self._publishing is None:
                self._publishing = threading.Thread(
                    target=self._publish_all, daemon=True, name="webhooks-hints"
                )
                self._publishing.start()

    def close(self) -> None:
        """Publishes what waits, for a few seconds at the most; the sweep offers the rest."""
        publishing = self._publishing
        if publishing is not None:
            publishing.join(PATIENCE)
        self._publisher.close()

    def _publish_all(self) -> None:
        while ids := self._take():
            try:
                self._publisher.publish(ids)
            except Exception as error:
                # Only the class: the text may quote the broker's URL.
                name = type(error).__name__
                logger.warning("%d hints lost, the sweep has them: %s", len(ids), name)

    def _take(self) -> list[int]:
        """What is to be published next; the thread ends where that is nothing."""
        with self._lock:
            size = min(BATCH, len(self._waiting))
            if size == 0:
                self._publishing = None
            return [self._waiting.popleft() for _ in range(size)]
