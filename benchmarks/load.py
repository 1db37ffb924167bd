"""The client: plain sockets and one poll, no HTTP library, so that it is not what is measured."""

import gc
import math
import random
import re
import select
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from .errors import Broken

CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
PATIENCE = 20  # seconds without any answer
ACCEPTED = b"HTTP/1.1 2"


@dataclass
class Outcome:
    """The first `sent` of the requests were sent, and all of those accepted."""

    sent: int = 0
    seconds: float = 0
    latencies: list[float] = field(default_factory=list)  # seconds


def send_slowly(port: int, requests: Sequence[bytes], *, pause: float) -> list[float]:
    """Sends one after the other, about so many seconds apart; the Unix times of sending."""
    connection, sent_at = Connection(port), []
    for request in requests:
        # Not regular: no engine's polling may keep step with it.
        time.sleep(pause * random.uniform(0.5, 1.5))
        sent_at.append(time.time())
        connection.send(request)
        while (answer := connection.receive()) is None:
            pass
        check_accepted(answer)
    return sent_at


def check_accepted(answer: bytes) -> None:
    """Raises Broken."""
    if not answer.startswith(ACCEPTED):
        raise Broken(f"not accepted: {answer!r}")


class Connection:
    """A keep-alive connection, one request at a time."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> None:
        self._answer = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """The whole answer, or None while it is not complete."""
        chunk = self.socket.recv(65536)
        self._answer += chunk
        head, end, body = self._answer.partition(b"\r\n\r\n")
        length = CONTENT_LENGTH.search(head)
        is_whole = end and length and len(body) >= int(length[1])
        return self._answer if is_whole or not chunk else None


class Load:
    """Sends each request once, over connections that are all kept busy."""

    def __init__(self, port: int, requests: Sequence[bytes]) -> None:
        self._port = port
        self._requests = requests
        self._outcome = Outcome()
        self._poll = select.poll()
        self._open: dict[int, Connection] = {}

    def run(self, *, connections: int, seconds: float = math.inf) -> Outcome:
        """Sends until time or requests are over, and waits for every answer. Raises Broken."""
        gc.disable()  # its pauses would show as latencies
        start = time.perf_counter()
        self._deadline = start + seconds
        for _ in range(connections):
            self._send_next(self._connect())
        while self._open:
            answered = self._poll.poll(1000 * PATIENCE)
            if not answered:
                raise Broken(f"no answer within {PATIENCE} seconds")
            for descriptor, _ in answered:
                self._receive(self._open[descriptor])
        self._outcome.seconds = time.perf_counter() - start
        gc.enable()
        return self._outcome

    def _receive(self, connection: Connection) -> None:
        answer = connection.receive()
        if answer is None:
            return
        self._outcome.latencies.append(time.perf_counter() - connection.sent_at)
        check_accepted(answer)
        # Some servers end a connection with its answer.
        if not answer or CLOSES.search(answer):
            self._close(connection)
            connection = self._connect()
        self._send_next(connection)

    def _send_next(self, connection: Connection) -> None:
        number = self._outcome.sent
        if number == len(self._requests) or time.perf_counter() >= self._deadline:
            self._close(connection)
            return
        self._outcome.sent += 1
        connection.send(self._requests[number])

    def _connect(self) -> Connection:
        connection = Connection(self._port)
        descriptor = connection.socket.fileno()
        self._open[descriptor] = connection
        self._poll.register(descriptor, select.POLLIN)
        return connection

    def _close(self, connection: Connection) -> None:
        descriptor = connection.socket.fileno()
        self._poll.unregister(descriptor)
        del self._open[descriptor]
        connection.socket.close()
