"""The client sends each request once, and takes nothing but acceptance for an answer."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import stripe

from benchmarks.errors import Broken
from benchmarks.events import BODY_BYTES, SECRET, sign_batch
from benchmarks.load import Load, send_slowly

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
CLOSING = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
REFUSED = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def answering(answer: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A server that answers each request alike: its port, and what it received."""
    received: list[bytes] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while body := self._read():
                received.append(body)
                # In two pieces, as servers may.
                self.wfile.write(answer[:20])
                self.wfile.write(answer[20:])
                if answer is CLOSING:
                    return

        def _read(self) -> bytes:
            length = 0
            while (line := self.rfile.readline()).strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            return self.rfile.read(length)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], received
        server.shutdown()


@pytest.mark.parametrize("answer", [OK, CLOSING])
def test_each_request_is_sent_once(answer: bytes) -> None:
    requests = sign_batch("/", 200).requests
    with answering(answer) as (port, received):
        outcome = Load(port, requests).run(connections=8)
    assert outcome.sent == len(outcome.latencies) == 200
    assert sorted(received) == sorted(map(body_of, requests))


def test_a_refusal_ends_the_measurement() -> None:
    requests = sign_batch("/", 10).requests
    with answering(REFUSED) as (port, _):
        with pytest.raises(Broken, match="503"):
            Load(port, requests).run(connections=2)
        with pytest.raises(Broken, match="503"):
            send_slowly(port, requests, pause=0)


def test_events_are_signed_as_stripe_signs() -> None:
    batch = sign_batch("/", 3)
    for number, request in enumerate(batch.requests):
        signature = request.split(b"Stripe-Signature: ")[1].split(b"\r\n")[0].decode()
        body = body_of(request)
        event = stripe.Webhook.construct_event(body, signature, SECRET)
        assert event["id"] == batch.id_of(number)
        assert len(body) == BODY_BYTES


def body_of(request: bytes) -> bytes:
    return request.partition(b"\r\n\r\n")[2]
