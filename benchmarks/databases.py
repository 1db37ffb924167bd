"""Databases of a run's own, dropped after it."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psutil
from redis import Redis
from sqlalchemy import URL, Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from .errors import Broken

SERVER = make_url(
    os.environ.get(
        "WEBHOOKGEN_POSTGRES_URL", "postgresql://postgres@127.0.0.1/postgres"
    )
)
REDIS = os.environ.get("WEBHOOKGEN_REDIS_URL", "redis://127.0.0.1:6379")


@dataclass(frozen=True)
class Database:
    """A database, looked at from outside of what is measured."""

    url: str

    def query(self, sql: str) -> list[Any]:
        """Runs one statement; the first column of what it gives."""
        with _looking_at(self.url).connect() as connection:
            result = connection.execute(text(sql))
            return list(result.scalars()) if result.returns_rows else []

    def cpu_seconds(self) -> float:
        """What its connections of now have used so far; 0 if they are not processes here."""
        if not self.url.startswith("postgresql"):
            return 0
        pids = self.query(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return sum(map(_cpu_seconds, pids))


@cache
def _looking_at(url: str) -> Engine:
    # Its connection is kept: a new one for each look took a quarter of both cores from what
    # was measured.
    parsed = make_url(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return create_engine(parsed, isolation_level="AUTOCOMMIT")


def _cpu_seconds(pid: int) -> float:
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.NoSuchProcess:
        return 0
    return float(times.user + times.system)


@contextmanager
def postgresql() -> Iterator[Database]:
    """An empty database on the server of WEBHOOKGEN_POSTGRES_URL."""
    name = f"webhookgen_bench_{secrets.token_hex(4)}"
    _administer(f"CREATE DATABASE {name}")
    try:
        yield Database(_shown(SERVER.set(drivername="postgresql", database=name)))
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def sqlite(folder: Path) -> Iterator[Database]:
    """An empty database in a file that goes with its folder."""
    yield Database(f"sqlite:///{folder}/{secrets.token_hex(4)}.db")


@contextmanager
def redis() -> Iterator[str]:
    """The URL of a database of Redis that nobody uses, emptied after it. Raises Broken."""
    for number in reversed(range(16)):
        url = f"{REDIS}/{number}"
        client = Redis.from_url(url)
        if client.dbsize() == 0:
            client.set("benchmarks", "in use")
            try:
                yield url
            finally:
                client.flushdb()
            return
    raise Broken(f"no database of {REDIS} is empty")


def server_version() -> list[str]:
    """Of PostgreSQL, as it describes itself."""
    server = Database(_shown(SERVER.set(drivername="postgresql")))
    return server.query("SHOW server_version")


def _administer(statement: str) -> None:
    server = SERVER.set(drivername="postgresql+psycopg")
    engine = create_engine(server, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=False)
