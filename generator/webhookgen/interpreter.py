"""A host's own interpreter, asked about the host: no code of the host's runs in ours."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .environment import host_variables

INSIDE = Path(__file__).with_name("inside")
SECONDS = 60


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

        Raises OSError, subprocess.TimeoutExpired.
        """
        own = {"PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(
            list(command),
            cwd=self.project,
            env=host_variables() | own | dict(self.variables),
            input=stdin,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
        )


def last_line(text: str) -> str:
    """The last line that says something: of a traceback, the error itself."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""
