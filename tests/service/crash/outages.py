"""The ways in which a database is not there, each from `with` to its end."""

import os
import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from .postgres import PostgresServer


@contextmanager
def stopped(server: PostgresServer) -> Iterator[None]:
    """At once, as by a power cut; then connections are refused."""
    server.stop()
    try:
        yield
    finally:
        server.start()


@contextmanager
def read_only(server: PostgresServer) -> Iterator[None]:
    """It answers, and refuses to write: a standby after a failover, a provider's full disk."""
    server.execute("ALTER SYSTEM SET default_transaction_read_only = on")
    server.execute("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        server.execute("ALTER SYSTEM RESET default_transaction_read_only")
        server.execute("SELECT pg_reload_conf()")


@contextmanager
def cutting(server: PostgresServer) -> Iterator[None]:
    """It is there, and ends every connection ten times a second."""
    over = threading.Event()

    def cut() -> None:
        while not over.wait(0.1):
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )

    thread = threading.Thread(target=cut)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def frozen(server: PostgresServer) -> Iterator[None]:
    """It answers nothing, and nothing breaks: a hung disk, a machine out of memory."""
    with _stopped(server.processes()):
        yield


@contextmanager
def silent(server: PostgresServer) -> Iterator[None]:
    """It is there, but the connections that were there before never answer again: a failover
    or a firewall that forgot them, and nobody was told."""
    with _stopped(server.backends()):
        yield


@contextmanager
def _stopped(processes: list[int]) -> Iterator[None]:
    for id in processes:
        os.kill(id, signal.SIGSTOP)
    try:
        yield
    finally:
        for id in processes:
            os.kill(id, signal.SIGCONT)


@contextmanager
def table_locked(database: Engine) -> Iterator[None]:
    """Somebody has the whole table to himself: a migration that rewrites it, a VACUUM FULL."""
    with database.begin() as connection:
        connection.execute(text("LOCK TABLE webhook_event IN ACCESS EXCLUSIVE MODE"))
        yield


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Somebody else holds SQLite's one write lock: a backup tool, a forgotten shell."""
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holder.execute("ROLLBACK")
        holder.close()
