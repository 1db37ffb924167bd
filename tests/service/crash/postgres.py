"""A PostgreSQL server of our own, so that it can be stopped at any moment."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import psycopg

from ..running import free_port, wait_until

# Small, and otherwise as installed: fsync and synchronous_commit stay on.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "32MB",
}


def find_programs() -> Path | None:
    """The folder of initdb and postgres, which Debian keeps off the path."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return folders[-1] if folders else None


class PostgresServer:
    """One server on a free port, over a folder in /tmp that delete() removes."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="webhookgen-postgres-"))
        self._port = free_port()
        self._user = _unprivileged_user()
        if self._user:
            shutil.chown(self._folder, self._user)
        self._run("initdb", "--auth=trust", "--username=postgres", "--no-sync")
        self.start()

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self._port}/{database}"

    def start(self) -> None:
        """Returns when it takes connections, after whatever recovery it needs."""
        settings = {**SETTINGS, "port": str(self._port)}
        options = [f"--{name}={value}" for name, value in settings.items()]
        self._process = subprocess.Popen(
            [self._programs / "postgres", "-D", self._data, *options],
            stderr=(self._folder / "log").open("ab"),
            user=self._user,
        )
        wait_until(self._takes_connections, "PostgreSQL to start")

    def stop(self) -> None:
        """At once: no checkpoint, no goodbye to anybody. What was committed is in the WAL."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait()

    def execute(self, sql: str) -> None:
        """Runs one statement as the superuser, outside a transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.encode())

    def processes(self) -> list[int]:
        """The ids of all that it consists of, the server process first."""
        parent = str(self._process.pid)
        listed = subprocess.run(["pgrep", "-P", parent], capture_output=True, text=True)
        return [self._process.pid, *map(int, listed.stdout.split())]

    def delete(self) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _run(self, program: str, *options: str) -> None:
        command = [str(self._programs / program), "-D", str(self._data), *options]
        done = subprocess.run(command, user=self._user, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    def _takes_connections(self) -> bool:
        try:
            self.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


def _unprivileged_user() -> str | None:
    # PostgreSQL refuses to run as root; a container's CI often is.
    return "nobody" if os.geteuid() == 0 else None
