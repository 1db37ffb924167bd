"""Processes that are measured: started, waited for, timed and ended."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import psutil

from .errors import Broken

PATIENCE = 120  # seconds until something that must happen counts as not happening


@contextmanager
def running(
    arguments: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    python: str = sys.executable,
) -> Iterator[psutil.Popen]:
    """A Python process while the block runs; its whole group is ended after it.

    Raises Broken, with what the process printed, when it ended before.
    """
    with TemporaryFile() as log:
        process = psutil.Popen(
            [python, *arguments],
            cwd=cwd,
            env={**os.environ, **environment},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            yield process
        except Exception as error:
            raise Broken(f"{' '.join(arguments)}: {error}\n{_end_of(log)}") from error
        finally:
            _end(process)


def run(
    arguments: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    python: str = sys.executable,
) -> str:
    """Runs Python to its end; what it printed. Raises Broken."""
    done = subprocess.run(
        [python, *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Broken(f"{' '.join(arguments)}\n{done.stdout}{done.stderr}")
    return done.stdout


def wait_until(
    condition: Callable[[], object], what: str, *, every: float = 0.1
) -> None:
    """Returns once the condition holds. Raises Broken."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise Broken(f"waited in vain for {what}")
        time.sleep(every)


def is_listening(port: int, process: psutil.Popen) -> bool:
    """Whether the process accepts connections. Raises Broken when it has ended."""
    if process.poll() is not None:
        raise Broken("it ended")
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def cpu_seconds(process: psutil.Popen) -> float:
    """What the process and its children have used so far."""
    times = [p.cpu_times() for p in (process, *process.children(recursive=True))]
    return float(sum(t.user + t.system for t in times))


def _end(process: psutil.Popen) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except psutil.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _end_of(log: IO[bytes]) -> str:
    size = log.seek(0, os.SEEK_END)
    log.seek(max(0, size - 4000))
    return log.read().decode(errors="replace")
