"""How workers learn of work. The row is the truth; what passes here are hints."""

import logging
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Protocol

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from .rows import CHANNEL

logger = logging.getLogger(__name__)

# Seconds between looks at whether listening is to end, or may begin again.
PAUSE = 1


class Queue(Protocol):
    """Tells workers of due events. They look for themselves, too, so it may lose hints."""

    def hint(self, ids: Collection[int]) -> None:
        """These events are due. Returns at once, and raises nothing."""

    def close(self) -> None:
        """Lets go of what it holds; nobody hints any more."""


class DatabaseQueue:
    """The table itself is the queue: hints wake the workers of this process, PostgreSQL's
    notifications those of others, and polling finds what nobody heard of."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._woken = threading.Event()

    def hint(self, ids: Collection[int]) -> None:
        """These events are due."""
        self.wake()

    def close(self) -> None:
        """Nothing is held."""

    def wake(self) -> None:
        """Ends the wait under way, or else the next one."""
        self._woken.set()

    def wait(self, seconds: float) -> None:
        """Returns when woken, or after so many seconds."""
        if self._woken.wait(seconds):
            self._woken.clear()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Meanwhile hints of other processes arrive too, where the database can pass them."""
        if self._engine.driver != "psycopg":
            yield
            return
        ended = threading.Event()
        listener = threading.Thread(
            target=self._listen, args=[ended], daemon=True, name="webhooks-listener"
        )
        listener.start()
        try:
            yield
        finally:
            ended.set()
            listener.join()

    def _listen(self, ended: threading.Event) -> None:
        while not ended.is_set():
            try:
                self._listen_until(ended)
            except (OSError, SQLAlchemyError) as error:
                logger.warning("cannot listen for events: %s", type(error).__name__)
                ended.wait(PAUSE)

    def _listen_until(self, ended: threading.Event) -> None:
        from psycopg import Error

        engine = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            try:
                connection.execute(text(f"LISTEN {CHANNEL}"))
                driver = connection.connection.driver_connection
                assert driver is not None
                self.wake()  # for what came before
                while not ended.is_set():
                    for _ in driver.notifies(timeout=PAUSE, stop_after=1):
                        self.wake()
            except Error as error:
                raise OSError from error
            finally:
                # It must not return to the pool while it listens.
                connection.invalidate()
