"""A host's own interpreter, asked about the host: no code of the host's runs in ours."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from .environment import host_variables

INSIDE = Path(__file__).with_name("inside")
SECONDS = 60
# What SQLAlchemy ends its errors with; cut off, perhaps.
BACKGROUND = re.compile(r'\s*\(Background on this error at: [^\s)"]*\)?')
MOST = 16 * 1024 * 1024  # bytes of a command's output


@dataclass(frozen=True)
class HostPython:
    """The interpreter of a host, with the environment variables that the host gets."""

    project: Path
    python: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    # Errors are told by their kind and place: their texts may quote settings.
    discreet: bool = False

    def ask(self, question: str, **arguments: Any) -> tuple[Any, str]:
        """The answer to a question of inside/, or None and what went wrong."""
        command = [str(self.python), str(INSIDE), question]
        try:
            done = self.run(command, stdin=json.dumps(arguments), seconds=SECONDS)
        except subprocess.TimeoutExpired:
            return None, f"no answer within {SECONDS} seconds"
        except OSError as error:
            return None, str(error)
        lines = done.stdout.strip().splitlines()
        if done.returncode and lines and self.discreet:
            return None, str(json.loads(lines[-1]))
        if done.returncode or not lines:
            return None, last_line(done.stderr) or f"exit code {done.returncode}"
        return json.loads(lines[-1]), ""

    def run(
        self, command: Sequence[str], *, stdin: str = "", seconds: float
    ) -> "subprocess.CompletedProcess[str]":
        """Runs a command in the project and leaves no compiled files there.

        Of what it prints, only the end is kept if that is much. Whatever ends the wait ends all
        that it started. Raises OSError, subprocess.TimeoutExpired.
        """
        own = {"PYTHONDONTWRITEBYTECODE": "1"}
        with TemporaryFile() as out, TemporaryFile() as err, TemporaryFile() as given:
            given.write(stdin.encode())
            given.seek(0)
            process = subprocess.Popen(
                list(command),
                cwd=self.project,
                env=host_variables() | own | dict(self.variables),
                stdin=given,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )
            try:
                code = process.wait(seconds)
            except BaseException:
                _end(process)
                raise
            return subprocess.CompletedProcess(command, code, _tail(out), _tail(err))


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kills a process with all that it started, such as the workers of a test run."""
    if os.name == "posix":
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _tail(file: IO[bytes]) -> str:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - MOST))
    return BACKGROUND.sub("", file.read().decode("utf-8", "replace"))


def last_line(text: str) -> str:
    """The last line that says something: of a traceback, the error itself."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""
