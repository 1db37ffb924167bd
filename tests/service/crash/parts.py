"""What a running service consists of, each part to be killed and started again."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from subprocess import Popen
from typing import Protocol

from ..running import kill

LOOK = 0.5  # seconds between two looks of the supervisor


class Part(Protocol):
    """A process, or a server of our own."""

    def start(self) -> None: ...
    def stop(self) -> None: ...


class Process:
    """A process of the service. One that ends by itself is started again by `supervised`."""

    def __init__(self, start: Callable[[], Popen[bytes]]) -> None:
        self.ended = 0  # how often it ended by itself
        self._start = start
        self._changing = threading.Lock()
        self.start()

    def start(self) -> None:
        with self._changing:
            self._process: Popen[bytes] | None = self._start()

    def stop(self) -> None:
        """kill -9."""
        with self._changing:
            if self._process:
                kill(self._process)
            self._process = None

    def start_if_ended(self) -> None:
        with self._changing:
            if self._process and self._process.poll() is not None:
                self.ended += 1
                self._process = self._start()


@contextmanager
def supervised(*processes: Process) -> Iterator[None]:
    """Meanwhile they are started again when they end, as compose and systemd do it."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(LOOK):
            for process in processes:
                process.start_if_ended()

    supervisor = threading.Thread(target=look)
    supervisor.start()
    try:
        yield
    finally:
        over.set()
        supervisor.join()
