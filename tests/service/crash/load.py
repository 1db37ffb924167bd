"""Providers: they send, remember what was acknowledged, and send again what was not."""

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from zlib import crc32

from ..deliveries import sign_with_stripe, stripe_event
from ..running import Service, wait_until
from .http import Connection, request_of

SUBJECTS = 200  # few enough that events of one subject meet
AGAIN = 0.1  # seconds until a delivery without a good answer is sent again
OLD = 0.2  # of the deliveries are of an event that was acknowledged before


@dataclass
class Answers:
    """What came back. The status None stands for a connection that broke."""

    statuses: Counter[int | None] = field(default_factory=Counter)
    slowest: float = 0  # seconds

    def add(self, status: int | None, seconds: float) -> None:
        self.statuses[status] += 1
        self.slowest = max(self.slowest, seconds)


class Load:
    """So many senders in a thread of their own, from `with` to its end.

    Each sends one delivery at a time, an event again and again until it is acknowledged, and
    rests in between. `answers` may be replaced to begin a new count.
    """

    def __init__(
        self, port: int, *, connections: int, rest: float, seed: int = 1
    ) -> None:
        self.acknowledged: set[str] = set()
        self.answers = Answers()
        self.newest = ""  # the event that was acknowledged last
        self._port = port
        self._connections = connections
        self._rest = rest
        self._chance = random.Random(seed)
        self._stopping = threading.Event()
        self._problem: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Load":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._thread.join()
        if self._problem and error is None:
            raise self._problem

    def wait_for_work(self, service: Service) -> None:
        """Returns when an event acknowledged from now on is processed."""
        before = len(self.acknowledged)
        wait_until(lambda: len(self.acknowledged) > before, "an acknowledgement")
        effect = f"SELECT 1 FROM effect WHERE external_id = '{self.newest}'"
        wait_until(lambda: service.query(effect), "its event to be processed")

    def _run(self) -> None:
        try:
            asyncio.run(self._send_all())
        except BaseException as problem:
            self._problem = problem

    async def _send_all(self) -> None:
        await asyncio.gather(*map(self._send, range(self._connections)))

    async def _send(self, number: int) -> None:
        connection = Connection(self._port)
        n = 0
        while not self._stopping.is_set():
            n += 1
            await self._deliver(connection, self._next_event(number, n))
        connection.close()

    def _next_event(self, number: int, n: int) -> str:
        if self.acknowledged and self._chance.random() < OLD:
            return self.newest
        return f"evt_{number}_{n}"

    async def _deliver(self, connection: Connection, id: str) -> None:
        subject = f"in_{crc32(id.encode()) % SUBJECTS}"
        while not self._stopping.is_set():
            body = stripe_event(id, subject=subject)
            request = request_of(body, sign_with_stripe(body))
            status = await self._exchange(connection, request)
            if status == 200:
                self.acknowledged.add(id)
                self.newest = id
                await asyncio.sleep(self._rest)
                return
            await asyncio.sleep(AGAIN)

    async def _exchange(self, connection: Connection, request: bytes) -> int | None:
        started = time.monotonic()
        status = await connection.exchange(request)
        self.answers.add(status, time.monotonic() - started)
        return status


def deliver(port: int, ids: Sequence[str], type: str = "invoice.paid") -> None:
    """Sends each of these events until it is acknowledged."""
    flood(port, requests_for(ids, type), connections=1)


def requests_for(ids: Sequence[str], type: str = "invoice.paid") -> list[bytes]:
    """A delivery of each of these events, about an invoice of its own."""
    bodies = [stripe_event(id, type) for id in ids]
    return [request_of(body, sign_with_stripe(body)) for body in bodies]


def flood(port: int, requests: Sequence[bytes], *, connections: int) -> Answers:
    """Sends all of them as fast as they are answered; each again until it is acknowledged."""
    return asyncio.run(_flood(port, iter(requests), connections))


async def _flood(port: int, requests: Iterator[bytes], connections: int) -> Answers:
    answers = Answers()

    async def send() -> None:
        connection = Connection(port)
        for request in requests:  # one iterator, shared: each request goes out once
            status = None
            while status != 200:
                started = time.monotonic()
                status = await connection.exchange(request)
                answers.add(status, time.monotonic() - started)
        connection.close()

    await asyncio.gather(*(send() for _ in range(connections)))
    return answers
