"""The engines that teams use instead, each with the worker that it brings."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from json import loads
from pathlib import Path

import psutil

from . import databases
from .databases import Database
from .engines import Engine, Enqueue
from .options import Options
from .processes import run, running
from .service import REPOSITORY

# `make bench` puts arq there: it takes an older redis than its peers.
PYTHON_OF_ARQ = str(Path(sys.prefix) / "arq/bin/python")


@dataclass(frozen=True)
class Peer:
    """`module` is one of peers/; the commands are what follows `python -m`."""

    module: str
    work: str
    install: str | None = None  # its tables
    python: str = sys.executable
    effect: str = "session"  # see peers/effect.py


DRAMATIQ = "Dramatiq (Redis)"

# One process of each, 8 jobs at a time, and no line of log per job.
PEERS = {
    "Celery (Redis)": Peer(
        "celery_jobs", "celery -A {module} worker --pool threads -c 8 -l warning"
    ),
    DRAMATIQ: Peer("dramatiq_jobs", "dramatiq {module} -p 1 -t 8"),
    "Taskiq (Redis)": Peer(
        "taskiq_jobs", "taskiq worker {module}:broker --workers 1 --log-level WARNING"
    ),
    "arq (Redis)": Peer(
        "arq_jobs",
        "arq {module}.WorkerSettings --custom-log-dict {module}.QUIET",
        python=PYTHON_OF_ARQ,
    ),
    "Procrastinate (PostgreSQL)": Peer(
        "procrastinate_jobs",
        "procrastinate -a {module}.app --log-level warning worker -c 8",
        install="procrastinate -a {module}.app schema --apply",
    ),
    "PgQueuer (PostgreSQL)": Peer(
        "pgqueuer_jobs",
        "{module}",
        install="pgqueuer install",
    ),
}
SLOW = ("Procrastinate (PostgreSQL)",)
ON_REDIS = [name for name in PEERS if "Redis" in name]

# The same, but for what a job does.
RAW = {
    f"{name}, raw driver": replace(PEERS[name], effect="driver") for name in ON_REDIS
}
ON_REDIS_RAW = list(RAW)

Start = Callable[[], AbstractContextManager[Engine]]


def chosen(options: Options) -> dict[str, Start]:
    """How to start each of them, jobs using a session."""
    return _starts(PEERS, options)


def chosen_raw(options: Options) -> dict[str, Start]:
    """How to start those on Redis, jobs using the driver."""
    return _starts(RAW, options)


def _starts(peers: Mapping[str, Peer], options: Options) -> dict[str, Start]:
    return {
        name: partial(_started, peer)
        for name, peer in peers.items()
        if options.full or peer.module == PEERS[DRAMATIQ].module
    }


@dataclass(frozen=True)
class PeerEngine:
    """A peer with a database, and a Redis, of its own."""

    peer: Peer
    database: Database
    environment: Mapping[str, str]

    def install(self) -> None:
        if self.peer.install:
            self._run(self._command(self.peer.install))

    def accepting(self) -> AbstractContextManager[Enqueue]:
        return nullcontext(self._enqueue)

    def working(self) -> AbstractContextManager[psutil.Popen | None]:
        return running(
            self._command(self.peer.work),
            cwd=REPOSITORY,
            environment=self.environment,
            python=self.peer.python,
        )

    def _enqueue(self, count: int, *, pause: float) -> list[float]:
        printed = self._run(self._command(f"{{module}} {count} {pause}"))
        sent_at: list[float] = loads(printed.splitlines()[-1])
        return sent_at

    def _command(self, template: str) -> list[str]:
        module = f"benchmarks.peers.{self.peer.module}"
        return ["-m", *template.format(module=module).split()]

    def _run(self, command: list[str]) -> str:
        return run(
            command,
            cwd=REPOSITORY,
            environment=self.environment,
            python=self.peer.python,
        )


@contextmanager
def _started(peer: Peer) -> Iterator[Engine]:
    with databases.postgresql() as database, databases.redis() as redis_url:
        url = database.url
        environment = {
            "DATABASE_URL": url,
            "PGDSN": url,
            "REDIS_URL": redis_url,
            "EFFECT": peer.effect,
        }
        engine = PeerEngine(peer, database, environment)
        engine.install()
        yield engine
