"""What works off jobs: the rendered service's worker, and the engines that teams use instead.

A job is one UPDATE of its own row in table `job`, committed; see peers/effect.py.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

import psutil
import redis

from . import databases
from .databases import Database
from .events import Batch, sign_batch
from .load import Load
from .options import Options
from .processes import Broken, run, running
from .service import PATH, REPOSITORY, Service

REDIS = os.environ.get("WEBHOOKGEN_REDIS_URL", "redis://127.0.0.1:6379")
OURS, OURS_BATCH = "webhookgen", "webhookgen, shared transactions"
CELERY, DRAMATIQ, TASKIQ = "Celery (Redis)", "Dramatiq (Redis)", "Taskiq (Redis)"
ON_REDIS = (CELERY, DRAMATIQ, TASKIQ)

# Both forms: the sync one without the words async and await.
HANDLER = """
import time

from sqlalchemy import text

UPDATE = text("UPDATE job SET done = done + 1, began = :began WHERE id = :id")


async def effect(event, session):
    began = time.time()
    number = int(event.external_id.rpartition("_")[2])
    connection = await session.connection()
    await connection.execute(UPDATE, {"id": number, "began": began})


HANDLERS = {"invoice.paid": effect}
"""


class Engine(Protocol):
    """Something that takes jobs, and works them off in one process."""

    @property
    def database(self) -> Database:
        """Where table `job` is."""

    def enqueue(self, first: int, count: int) -> None:
        """Puts jobs into the queue, numbered from `first`."""

    def working(self) -> AbstractContextManager[psutil.Process]:
        """Its worker, running."""


def reset_jobs(engine: Engine, count: int) -> None:
    """Makes table `job` anew."""
    query = engine.database.query
    query("DROP TABLE IF EXISTS job")
    query("CREATE TABLE job (id int PRIMARY KEY, done int NOT NULL, began float8)")
    query(f"INSERT INTO job SELECT n, 0 FROM generate_series(0, {count - 1}) AS n")
    query("VACUUM ANALYZE job")


@dataclass
class Ours:
    """The rendered service: events are delivered to its app, and its worker handles them."""

    service: Service
    settings: Mapping[str, object] = field(default_factory=dict)
    batch: Batch | None = None

    @property
    def database(self) -> Database:
        return self.service.database

    def enqueue(self, first: int, count: int) -> None:
        batch = sign_batch(PATH, count, first=first)
        with self.service.app(worker_in_app=False) as server:
            outcome = Load(server.port, batch.requests).run(connections=64)
        if outcome.refused:
            raise Broken(f"refused: {next(iter(outcome.refused.values()))!r}")

    def working(self) -> AbstractContextManager[psutil.Process]:
        return self.service.worker(**self.settings)


@dataclass
class Peer:
    """An engine with a worker of its own, and a module that enqueues."""

    module: str
    command: Sequence[str]
    database: Database
    environment: Mapping[str, str]

    def enqueue(self, first: int, count: int) -> None:
        arguments = ["-m", self.module, str(first), str(count)]
        run(arguments, cwd=REPOSITORY, environment=self.environment)

    def working(self) -> AbstractContextManager[psutil.Process]:
        command = ["-m", *self.command]
        return running(command, cwd=REPOSITORY, environment=self.environment)


@contextmanager
def ours(options: Options, folder: Path) -> Iterator[Mapping[str, Engine]]:
    """The rendered service's worker: as it is, and with shared transactions where it has them."""
    handler = HANDLER
    if options.answers.get("session") == "sync":
        handler = handler.replace("async ", "").replace("await ", "")
    with databases.postgresql() as database:
        service = Service.make(folder, database, options.answers)
        service.put_handler(handler)
        engines: dict[str, Engine] = {OURS: Ours(service)}
        if service.has_setting("worker_batch"):
            engines[OURS_BATCH] = Ours(service, {"worker_batch": 100})
        yield engines


WORKERS: Mapping[str, Sequence[str]] = {
    "celery_jobs": (
        "celery",
        "-A",
        "{module}",
        "worker",
        "-P",
        "threads",
        "-c",
        "8",
        "-l",
        "warning",
    ),
    "dramatiq_jobs": ("dramatiq", "{module}", "-p", "1", "-t", "8"),
    "taskiq_jobs": (
        "taskiq",
        "worker",
        "{module}:broker",
        "--workers",
        "1",
        "--log-level",
        "WARNING",
    ),
}


@contextmanager
def peer(name: str) -> Iterator[Engine]:
    """One of the engines of peers/."""
    module = f"benchmarks.peers.{name}"
    with databases.postgresql() as database, redis_database() as redis_url:
        environment = {"DATABASE_URL": database.url, "REDIS_URL": redis_url}
        command = [part.format(module=module) for part in WORKERS[name]]
        yield Peer(module, command, database, environment)


@contextmanager
def redis_database() -> Iterator[str]:
    """A database of Redis that nobody uses, emptied after it."""
    for number in reversed(range(16)):
        url = f"{REDIS}/{number}"
        client = redis.Redis.from_url(url)
        if client.dbsize() == 0:
            client.set("benchmarks", "in use")
            yield url
            client.flushdb()
            return
    raise Broken(f"no database of {REDIS} is empty")


def chosen(
    options: Options,
) -> Mapping[str, Callable[[], AbstractContextManager[Engine]]]:
    """How to start each of the peers."""
    return {
        CELERY: partial(peer, "celery_jobs"),
        DRAMATIQ: partial(peer, "dramatiq_jobs"),
        TASKIQ: partial(peer, "taskiq_jobs"),
    }
