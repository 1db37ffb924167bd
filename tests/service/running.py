"""Renders a service and runs its processes."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import copier
from sqlalchemy import Engine, NullPool, create_engine, make_url, text

REPOSITORY = Path(__file__).parents[2]
STRIPE_SECRET = "whsec_test_secret"
GITHUB_SECRET = "It's a Secret to Everybody"  # published in GitHub's documentation
PATIENCE = 180  # seconds until something that must happen counts as not happening


def render(
    directory: Path, *, answers_file: str = ".copier-answers.yml", **answers: Any
) -> Path:
    """The service as the working tree renders it, uncommitted changes included."""
    copier.run_copy(
        str(REPOSITORY),
        directory,
        answers,
        answers_file=answers_file,
        vcs_ref="HEAD",
        defaults=True,
        quiet=True,
    )
    return directory


def wait_until(condition: Callable[[], Any], what: str) -> None:
    """Returns once the condition holds; fails when it does not within PATIENCE."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)


def kill(*processes: subprocess.Popen[bytes]) -> None:
    """kill -9, with all that they started, and before waiting for any."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    for process in processes:
        process.wait()


@dataclass
class Service:
    """A rendered service in a directory of its own."""

    directory: Path
    environment: dict[str, str]
    database: Engine
    port: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @classmethod
    def copy_of(cls, template: Path, directory: Path, database_url: str) -> "Service":
        shutil.copytree(template, directory)
        environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "WEBHOOKS_STRIPE_SECRETS": f"whsec_old, {STRIPE_SECRET}",
            "WEBHOOKS_GITHUB_SECRETS": GITHUB_SECRET,
            "WEBHOOKS_LEASE_SECONDS": "2",
            "WEBHOOKS_POLL_SECONDS": "0.2",
        }
        return cls(directory, environment, _engine(database_url), free_port())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What its processes print."""
        return self.directory / "service.log"

    def run(self, *arguments: str) -> str:
        """Runs Python in the service to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.directory,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start_app(
        self, *, worker: bool = True, launcher: Sequence[str] = ("-m",)
    ) -> subprocess.Popen[bytes]:
        """Starts the web process and waits until it answers."""
        self.environment["WEBHOOKS_WORKER_IN_APP"] = str(worker)
        serve = (*launcher, "uvicorn", "app.main:app", "--port", str(self.port))
        process = self.start(*serve, "--log-level", "warning")
        wait_until(lambda: self._answers(process), "the app to answer")
        return process

    def start_worker(
        self, *, launcher: Sequence[str] = ("-m",)
    ) -> subprocess.Popen[bytes]:
        return self.start(*launcher, "app.modules.webhooks", "worker")

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Starts Python in the service, leading a group of processes."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=self.directory,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def query(self, sql: str) -> list[Any]:
        """Runs one statement on the service's database, from outside; the first column."""
        with self.database.begin() as connection:
            result = connection.execute(text(sql))
            return list(result.scalars()) if result.returns_rows else []

    def wait_for(self, *statuses: str) -> None:
        """Waits until the events, in order of arrival, have exactly these statuses."""
        select = "SELECT status FROM webhook_event ORDER BY id"
        wait_until(lambda: self.query(select) == [*statuses], str(statuses))

    def kill_all(self) -> None:
        kill(*(process for process in self.processes if process.poll() is None))
        self.processes.clear()

    def _answers(self, process: subprocess.Popen[bytes]) -> bool:
        assert process.poll() is None, self.log.read_text()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    # Without a pool: nothing of ours survives a restart of the database, or keeps a killed
    # SQLite file from being recovered.
    return create_engine(parsed, poolclass=NullPool)
