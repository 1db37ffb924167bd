"""The command line as its user sees it, and a rendered service to work on."""

import http.server
import json
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from webhookgen import cli
from webhookgen.apply import apply
from webhookgen.render import Answers
from webhookgen.service import plan_service

from tests.hosts.hosts import make_host


@dataclass(frozen=True)
class Run:
    """How a command ended."""

    exit_code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Webhookgen = Callable[..., Run]
MakeHost = Callable[[str], Path]


@pytest.fixture
def webhookgen(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Webhookgen:
    """Runs a command through the console script's function."""

    def run(*arguments: str | Path) -> Run:
        monkeypatch.setattr(sys, "argv", ["webhookgen", *map(str, arguments)])
        exit_code = 0
        try:
            cli.main()
        except SystemExit as end:
            exit_code = int(end.code or 0)
        captured = capfd.readouterr()
        return Run(exit_code, captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def stripe_service(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A service for Stripe. Not to be changed: work on a copy, `service`."""
    directory = tmp_path_factory.mktemp("rendered") / "service"
    apply(plan_service(directory, Answers("service", "hooks", ("stripe",), "sqlite")))
    return directory


@pytest.fixture
def service(stripe_service: Path, tmp_path: Path) -> Path:
    """A service for Stripe of this test's own."""
    return Path(shutil.copytree(stripe_service, tmp_path / "service"))


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> MakeHost:
    """A host of the name, made once. Not to be changed: work on what `make_host` makes."""
    return cache(lambda name: make_host(name, tmp_path_factory.mktemp(name)))


@dataclass
class Endpoint:
    """A server that answers as told and keeps what it was sent."""

    status: int = 200
    body: str = "seen"
    url: str = ""
    received: list[tuple[str, Message, bytes]] = field(default_factory=list)


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    state = Endpoint()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            state.received.append((self.path, self.headers, body))
            self.send_response(state.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(state.body.encode())

        do_GET = do_POST

        def log_message(self, *args: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        state.url = f"http://127.0.0.1:{server.server_address[1]}/webhooks/stripe"
        yield state
        server.shutdown()


def snapshot(directory: Path) -> dict[str, tuple[bytes, int]]:
    """Every file with its content and the time of its last change."""
    return {
        str(path.relative_to(directory)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


def contents(directory: Path) -> dict[str, bytes]:
    """Every file with its content."""
    return {path: content for path, (content, _) in snapshot(directory).items()}
