"""The checks of a project: linters, migrations both ways, tests; in its own environment.

The project's database is never touched: migrations run on a temporary SQLite file, or on the
throwaway database that the caller names.
"""

import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .environment import clean_variables
from .errors import EnvironmentFailed, UsageError
from .outcome import Outcome

# In this order; each is run as `python -m ...`.
STEPS = {
    "ruff check": ("ruff", "check", "."),
    "ruff format": ("ruff", "format", "--check", "."),
    "migrate up": ("alembic", "upgrade", "head"),
    "migrate down": ("alembic", "downgrade", "base"),
    "migrate up again": ("alembic", "upgrade", "head"),
    "models and migrations agree": ("alembic", "check"),
    "tests": ("pytest", "-q"),
}


@dataclass(frozen=True)
class CheckResult:
    """How one step ended; `output` is everything that it printed."""

    step: str
    passed: bool
    seconds: float
    command: str
    output: str

    @property
    def outcome(self) -> Outcome:
        return Outcome.PASSED if self.passed else Outcome.FAILED

    @property
    def report(self) -> str:
        """The step in full, to show where it failed."""
        return f"$ {self.command}\n{self.output}"


def run_checks(
    directory: Path,
    python: Path,
    database_url: str | None = None,
    variables: Mapping[str, str] | None = None,
) -> Iterator[CheckResult]:
    """Runs the steps one by one and stops after the first that fails.

    `database_url` names an empty database that the migrations may fill and empty again.
    Raises UsageError where it is not empty, EnvironmentFailed where a tool is not installed.
    """
    with tempfile.TemporaryDirectory(prefix="webhookgen-check-") as scratch:
        environment = clean_variables() | dict(variables or {})
        environment["DATABASE_URL"] = database_url or f"sqlite:///{scratch}/check.db"
        if database_url is not None:
            _require_empty(directory, python, environment)
        for step in STEPS:
            result = _run(step, directory, python, environment)
            yield result
            if not result.passed:
                return


def _require_empty(
    directory: Path, python: Path, environment: Mapping[str, str]
) -> None:
    """Refuses a database with migrations in it: `downgrade base` would drop its tables."""
    done = _python(python, ("alembic", "current"), directory, environment)
    if done.returncode == 0 and done.stdout.strip():
        raise UsageError(
            "the database has migrations already, and this check would drop its tables; "
            "give an empty one that may be thrown away"
        )


def _run(
    step: str, directory: Path, python: Path, environment: Mapping[str, str]
) -> CheckResult:
    arguments = STEPS[step]
    started = time.monotonic()
    done = _python(python, arguments, directory, environment)
    seconds = time.monotonic() - started
    output = done.stdout + done.stderr
    if re.search(rf"No module named '?{arguments[0]}'?\s*$", output):
        raise EnvironmentFailed(
            f"{python} has no {arguments[0]}; in {directory}: "
            "python -m venv .venv && .venv/bin/pip install -e '.[dev]'"
        )
    command = f"cd {directory} && {python} -m {' '.join(arguments)}"
    return CheckResult(step, done.returncode == 0, seconds, command, output)


def _python(
    python: Path,
    arguments: tuple[str, ...],
    directory: Path,
    environment: Mapping[str, str],
) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(
            [str(python), "-m", *arguments],
            cwd=directory,
            env=environment,
            capture_output=True,
            text=True,
        )
    except OSError as error:
        raise EnvironmentFailed(f"cannot run {python}: {error.strerror}") from error
