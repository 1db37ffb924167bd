"""The client: plain sockets and one poll, no HTTP library, so that it is not what is measured."""

import gc
import math
import re
import select
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
ACCEPTED = b"HTTP/1.1 2"


@dataclass
class Outcome:
    """What became of the requests that were sent: the first `sent` of those given."""

    sent: int = 0
    seconds: float = 0
    refused: dict[int, bytes] = field(default_factory=dict)  # number -> answer
    latencies: list[float] = field(default_factory=list)  # seconds

    @property
    def accepted(self) -> int:
        return self.sent - len(self.refused)


class Connection:
    """A keep-alive connection, one request at a time."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, number: int, request: bytes) -> None:
        self.number = number
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
        """Sends until time or requests are over, and waits for every answer."""
        gc.disable()  # its pauses would show as latencies
        start = time.perf_counter()
        self._deadline = start + seconds
        for _ in range(connections):
            self._send_next(self._connect())
        while self._open:
            for descriptor, _ in self._poll.poll():
                self._receive(self._open[descriptor])
        self._outcome.seconds = time.perf_counter() - start
        gc.enable()
        return self._outcome

    def _receive(self, connection: Connection) -> None:
        answer = connection.receive()
        if answer is None:
            return
        self._outcome.latencies.append(time.perf_counter() - connection.sent_at)
        if not answer.startswith(ACCEPTED):
            self._outcome.refused[connection.number] = answer
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
        connection.send(number, self._requests[number])

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
