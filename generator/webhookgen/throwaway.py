"""A PostgreSQL database that lives as long as its check."""

import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from .errors import EnvironmentFailed

# Run by the checked project's Python, which has the driver; we need none.
RUN_SQL = """
import asyncio, sys, asyncpg
async def run(url, statement):
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()
asyncio.run(run(*sys.argv[1:]))
"""


@contextmanager
def throwaway_database(python: Path, server_url: str) -> Iterator[str]:
    """The URL of a new database on the server, dropped at the end.

    Raises EnvironmentFailed where the server cannot be reached or does not permit it.
    """
    parts = urlsplit(server_url)
    plain = parts._replace(scheme="postgresql")
    name = f"webhookgen_{secrets.token_hex(6)}"
    _run_sql(python, urlunsplit(plain), f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(plain._replace(path=f"/{name}"))
    finally:
        _run_sql(python, urlunsplit(plain), f"DROP DATABASE {name} WITH (FORCE)")


def _run_sql(python: Path, url: str, statement: str) -> None:
    done = subprocess.run(
        [str(python), "-c", RUN_SQL, url, statement], capture_output=True, text=True
    )
    if done.returncode:
        # The last line is the error itself; neither it nor ours quotes the password.
        last = (done.stderr.strip().splitlines() or ["no output"])[-1]
        raise EnvironmentFailed(f"{statement.split(' webhookgen')[0]} failed: {last}")
