"""What works off jobs. A job is one UPDATE of its own row in table `job`, see peers/effect.py."""

import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

import psutil

from . import databases
from .databases import Database
from .errors import Broken
from .events import TYPE, sign_batch
from .load import Load, send_slowly
from .options import Options
from .processes import run, wait_until
from .service import PATH, REPOSITORY, Service

OURS, OURS_BATCH = "webhookgen", "webhookgen, transactions shared"
OURS_APPENDED = "webhookgen, from appending the event"
OURS_DELIVERED = "webhookgen, from sending the request"
OURS_IN_APP = "webhookgen, from sending the request, worker in the web process"
BATCH = 100  # events that share a transaction, where they do

# Of the async form; the sync one has the same without the words async and await.
HANDLER = f"""
import time

from sqlalchemy import text

UPDATE = text("UPDATE job SET done = done + 1, began = :began WHERE id = :id")


async def effect(event, session):
    began = time.time()
    number = int(event.external_id.rpartition("_")[2])
    await session.exec(UPDATE, params={{"id": number, "began": began}})


HANDLERS = {{"{TYPE}": effect}}
"""


class Enqueue(Protocol):
    """Sends jobs 0 to `count`, about so many seconds apart; the Unix times of sending."""

    def __call__(self, count: int, *, pause: float) -> list[float]: ...


class Engine(Protocol):
    """Something that takes jobs, and works them off in one process."""

    @property
    def database(self) -> Database:
        """Where table `job` is."""

    def accepting(self) -> AbstractContextManager[Enqueue]:
        """What takes jobs, running."""

    def working(self) -> AbstractContextManager[psutil.Popen | None]:
        """The worker, running; None where it is part of what takes jobs."""


def reset_jobs(engine: Engine, count: int) -> None:
    """Makes table `job` anew."""
    query = engine.database.query
    query("DROP TABLE IF EXISTS job")
    query("CREATE TABLE job (id int PRIMARY KEY, done int NOT NULL, began float8)")
    query(f"INSERT INTO job SELECT n, 0 FROM generate_series(0, {count - 1}) AS n")
    # Of an engine's own tables, too: a server for tests may do without autovacuum.
    query("VACUUM ANALYZE")


def wait_for_jobs(engine: Engine) -> list[float]:
    """Returns when all are done: the Unix times when they began, by number. Raises Broken."""
    while left := undone(engine):
        is_going_on = partial(is_below, left, engine)
        wait_until(is_going_on, "another job to be done", every=0.25)
    if engine.database.query("SELECT count(*) FROM job WHERE done <> 1") != [0]:
        raise Broken("some jobs were done twice")
    return engine.database.query("SELECT began FROM job ORDER BY id")


def undone(engine: Engine) -> int:
    """How many wait to be done."""
    [count] = engine.database.query("SELECT count(*) FROM job WHERE done = 0")
    return int(count)


def is_below(count: int, engine: Engine) -> bool:
    return undone(engine) < count


@dataclass(frozen=True)
class Ours:
    """The rendered service: events are delivered to its app, and its worker handles them."""

    service: Service
    settings: Mapping[str, object] = field(default_factory=dict)
    is_in_app: bool = False

    @property
    def database(self) -> Database:
        return self.service.database

    @contextmanager
    def accepting(self) -> Iterator[Enqueue]:
        settings = {**self.settings, "worker_in_app": self.is_in_app}
        with self.service.app(**settings) as server:
            yield partial(_deliver, server.port)

    def working(self) -> AbstractContextManager[psutil.Popen | None]:
        return nullcontext() if self.is_in_app else self.service.worker(**self.settings)


@dataclass(frozen=True)
class OursAppended(Ours):
    """The same, given its events as the other engines are given theirs: by a function."""

    @contextmanager
    def accepting(self) -> Iterator[Enqueue]:
        yield self._append

    def _append(self, count: int, *, pause: float) -> list[float]:
        environment = self.service.environment(**self.settings)
        printed = run(
            ["-m", "benchmarks.append", str(count), str(pause), TYPE],
            cwd=self.service.directory,
            environment={**environment, "PYTHONPATH": str(REPOSITORY)},
        )
        sent_at: list[float] = json.loads(printed)
        return sent_at


def _deliver(port: int, count: int, *, pause: float) -> list[float]:
    requests = sign_batch(PATH, count).requests
    if pause:
        return send_slowly(port, requests, pause=pause)
    Load(port, requests).run(connections=64)
    return []


@contextmanager
def ours(options: Options, folder: Path) -> Iterator[Mapping[str, Ours]]:
    """The rendered service's workers."""
    handler = HANDLER
    if options.answers.get("session") == "sync":
        handler = handler.replace("async ", "").replace("await ", "")
    with databases.postgresql() as database, databases.redis() as broker_url:
        service = Service.make(folder, database, options.answers)
        service.put_handler(handler)
        if options.answers.get("queue", "database") != "database":
            yield {OURS: Ours(service, {"broker_url": broker_url})}
            return
        yield {
            OURS: Ours(service),
            OURS_BATCH: Ours(service, {"worker_batch": BATCH}),
            OURS_APPENDED: OursAppended(service),
            OURS_DELIVERED: Ours(service),
            OURS_IN_APP: Ours(service, is_in_app=True),
        }
