"""Broker servers of our own, so that they can be killed at any moment.

RabbitMQ and NATS find on disk what they had confirmed. Redis keeps nothing, as where it is a
cache: after a kill it is empty.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ..running import free_port, kill, wait_until

# The command itself; Debian's on the path is a wrapper that changes user and folders.
RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


@dataclass(frozen=True, kw_only=True)
class Program:
    """How a broker is found, started on a port over a folder, and reached."""

    command: Callable[[int, Path], list[str]]
    url: str
    environment: Callable[[int, Path], dict[str, str]] = lambda port, folder: {}

    @property
    def is_installed(self) -> bool:
        return shutil.which(self.command(0, Path())[0]) is not None


@dataclass
class BrokerServer:
    """One server on a free port, over a folder in /tmp that delete() removes."""

    program: Program
    _port: int = field(default_factory=free_port)
    _folder: Path = field(
        default_factory=lambda: Path(tempfile.mkdtemp(prefix="webhookgen-broker-"))
    )

    def __post_init__(self) -> None:
        self.start()

    @property
    def url(self) -> str:
        return self.program.url.format(self._port)

    def start(self) -> None:
        """Returns when it takes connections."""
        self._process = subprocess.Popen(
            self.program.command(self._port, self._folder),
            env={**os.environ, **self.program.environment(self._port, self._folder)},
            stdout=(self._folder / "log").open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        wait_until(self._takes_connections, "the broker to start")

    def stop(self) -> None:
        """kill -9. RabbitMQ is a child of what was started, and dies a moment after it."""
        kill(self._process)
        wait_until(lambda: not self._takes_connections(), "the broker to be gone")

    def delete(self) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    def _takes_connections(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self._port)).close()
        except OSError:
            return False
        return True


def redis(port: int, folder: Path) -> list[str]:
    here = ("--bind", "127.0.0.1", "--dir", f"{folder}")
    return ["redis-server", "--port", f"{port}", "--save", "", *here]


def nats(port: int, folder: Path) -> list[str]:
    return ["nats-server", "-a", "127.0.0.1", f"-p={port}", "-js", f"-sd={folder}"]


def rabbitmq(port: int, folder: Path) -> list[str]:
    return [str(RABBITMQ if RABBITMQ.exists() else "rabbitmq-server")]


def environment_of_rabbitmq(port: int, folder: Path) -> dict[str, str]:
    settings = {
        "NODENAME": f"webhookgen{port}@localhost",
        "NODE_IP_ADDRESS": "127.0.0.1",
        "NODE_PORT": str(port),
        "DIST_PORT": str(free_port()),
        "MNESIA_BASE": str(folder),
        "LOGS": "-",
        "PID_FILE": str(folder / "pid"),
        # There are none: nothing of the machine's own server is used.
        "ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "CONFIG_FILE": str(folder / "config"),
        "CONF_ENV_FILE": str(folder / "environment"),
    }
    named = {f"RABBITMQ_{name}": value for name, value in settings.items()}
    return {"HOME": str(folder), **named}


PROGRAMS = {
    "redis": Program(command=redis, url="redis://127.0.0.1:{}"),
    "nats": Program(command=nats, url="nats://127.0.0.1:{}"),
    "rabbitmq": Program(
        command=rabbitmq,
        url="amqp://guest:guest@127.0.0.1:{}//",
        environment=environment_of_rabbitmq,
    ),
}
