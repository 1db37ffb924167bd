"""The rendered service: made from the working tree, migrated, and run as its owner runs it."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.service.running import REPOSITORY, render

from .databases import Database
from .events import SECRET
from .processes import free_port, is_listening, run, running, wait_until

__all__ = ["PATH", "REPOSITORY", "Service", "render", "serving"]

PATH = "/webhooks/stripe"
# Not the default INFO: peers do not log each request either.
SERVE = ("--log-level", "warning", "--loop", "uvloop", "--http", "httptools")
SERVE_WSGI = ("--threads", "8", "--keep-alive", "60", "--no-control-socket")
# What its README tells, with one process of 8 events at a time.
WORKERS = {
    "database": "app.modules.webhooks worker",
    "celery": "celery -A app.modules.webhooks.celery_app worker -P threads -c 8 -l warning",
    "taskiq": "taskiq worker app.modules.webhooks.taskiq_app:broker --workers 1"
    " --max-async-tasks 8 --log-level WARNING",
}


@dataclass(frozen=True)
class Service:
    """A rendered service with an empty table."""

    directory: Path
    database: Database
    answers: Mapping[str, str]

    @classmethod
    def make(
        cls, folder: Path, database: Database, answers: Mapping[str, str]
    ) -> "Service":
        directory = folder / f"service_{secrets.token_hex(4)}"
        render(directory, providers=["stripe"], **answers)
        service = cls(directory, database, answers)
        run(
            ["-m", "alembic", "upgrade", "head"],
            cwd=directory,
            environment=service.environment(),
        )
        return service

    def environment(self, **settings: object) -> dict[str, str]:
        """Its defaults, but for what is given: WEBHOOKS_*, in lower case without the prefix."""
        named = {f"WEBHOOKS_{name.upper()}": str(v) for name, v in settings.items()}
        return {
            "DATABASE_URL": self.database.url,
            "WEBHOOKS_STRIPE_SECRETS": SECRET,
            "LOG_LEVEL": "WARNING",
            **named,
        }

    def put_handler(self, source: str) -> None:
        """Replaces the handlers of Stripe's events."""
        (self.directory / "app/modules/webhooks/handlers/stripe.py").write_text(source)

    @contextmanager
    def app(self, **settings: object) -> Iterator["Server"]:
        """The web process."""
        with serving(
            "app.main:app", self.directory, self.environment(**settings)
        ) as it:
            yield it

    @contextmanager
    def worker(self, **settings: object) -> Iterator[psutil.Popen]:
        """A worker in a process of its own."""
        command = ["-m", *WORKERS[self.answers.get("queue", "database")].split()]
        environment = self.environment(**settings)
        with running(command, cwd=self.directory, environment=environment) as process:
            yield process


@dataclass(frozen=True)
class Server:
    """A web server that answers."""

    port: int
    process: psutil.Popen


@contextmanager
def serving(
    app: str, directory: Path, environment: Mapping[str, str], *, wsgi: bool = False
) -> Iterator[Server]:
    """One process of uvicorn, or of gunicorn for WSGI."""
    port = free_port()
    command = ["-m", "uvicorn", app, "--port", str(port), *SERVE]
    if wsgi:
        bind = f"127.0.0.1:{port}"
        command = ["-m", "gunicorn", app, "--bind", bind, *SERVE_WSGI]
    with running(command, cwd=directory, environment=environment) as process:
        wait_until(lambda: is_listening(port, process), f"{app} to listen")
        yield Server(port, process)
