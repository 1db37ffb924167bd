import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from .conftest import Webhookgen

SECRET = "whsec_not_to_be_seen"


@dataclass
class Endpoint:
    """A server that answers as told and keeps what it was sent."""

    status: int = 200
    url: str = ""
    received: list[tuple[Message, bytes]] = field(default_factory=list)


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    state = Endpoint()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.received.append((self.headers, body))
            self.send_response(state.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(b"seen")

        def log_message(self, *args: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        state.url = f"http://127.0.0.1:{server.server_address[1]}/webhooks/stripe"
        yield state
        server.shutdown()


def test_what_is_sent_verifies(
    webhookgen: Webhookgen, endpoint: Endpoint, tmp_path: Path
) -> None:
    to = ("--url", endpoint.url, "--secret", SECRET, "--id", "42")
    run = webhookgen("send", "stripe", "invoice.paid", *to)
    assert (run.exit_code, run.out, run.err) == (0, "200 seen\n", "")
    ((headers, body),) = endpoint.received
    assert json.loads(body)["id"] == "evt_42"
    (tmp_path / "body").write_bytes(body)
    header = f"Stripe-Signature: {headers['Stripe-Signature']}"
    given = ("--body-file", tmp_path / "body", "-H", header, "--secret", SECRET)
    assert webhookgen("verify", "stripe", *given).exit_code == 0


def test_own_data(webhookgen: Webhookgen, endpoint: Endpoint, tmp_path: Path) -> None:
    (tmp_path / "body").write_bytes(b'{"my":  "own"}\n')
    to = ("--url", endpoint.url, "--secret", SECRET, "--data", tmp_path / "body")
    assert webhookgen("send", "stripe", "any.type", *to).exit_code == 0
    ((_, body),) = endpoint.received
    assert body == b'{"my":  "own"}\n'


@pytest.mark.parametrize("status", [301, 401, 404, 503])
def test_anything_but_2xx_is_no(
    webhookgen: Webhookgen, endpoint: Endpoint, status: int
) -> None:
    endpoint.status = status
    to = ("--url", endpoint.url, "--secret", SECRET, "--json")
    run = webhookgen("send", "stripe", "invoice.paid", *to)
    assert run.exit_code == 1
    assert run.json == {"accepted": False, "status": status, "body": "seen"}
    assert len(endpoint.received) == 1


def test_the_secret_from_the_environment(
    webhookgen: Webhookgen, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEBHOOKGEN_SECRET", SECRET)
    run = webhookgen("send", "stripe", "invoice.paid", "--url", endpoint.url)
    assert run.exit_code == 0


def test_nobody_there(webhookgen: Webhookgen, endpoint: Endpoint) -> None:
    nowhere = "http://127.0.0.1:1/webhooks/stripe"
    to = ("--url", nowhere, "--secret", SECRET)
    run = webhookgen("send", "stripe", "invoice.paid", *to)
    assert run.exit_code == 11
    assert nowhere in run.err
    assert SECRET not in run.err
