"""What a user does with a host, by the real command line: add, migrate, run tests, remove."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from .hosts import HOSTS, Host, make_host

COMMAND = Path(sys.executable).with_name("webhookgen")
# One process for all steps: each starts Python, the host and SQLAlchemy.
ALEMBIC = """
import sys
from alembic.config import main
for arguments in sys.argv[1:]:
    print("$ alembic", arguments, flush=True)
    main(argv=arguments.split(), prog="alembic")
"""
SUMMARY = re.compile(r"(\d+) (passed|failed|skipped|error)")


@dataclass(frozen=True)
class Run:
    """How a command ended."""

    exit_code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Lab:
    """A host laid out in a folder, to work on."""

    name: str
    root: Path

    @classmethod
    def of(cls, name: str, folder: Path) -> "Lab":
        return cls(name, make_host(name, folder / name))

    @property
    def host(self) -> Host:
        return HOSTS[self.name]

    @property
    def project(self) -> Path:
        """The folder in which the host's own tools are run."""
        return self.root / self.host.into

    @cached_property
    def asynchronous(self) -> bool:
        return "async" in self.host.form

    @property
    def manifest(self) -> Any:
        """What was written into the host, as it is remembered there."""
        return json.loads((self.project / ".webhookgen/manifest.json").read_text())

    def webhookgen(self, *arguments: str) -> Run:
        """A webhookgen command, in the repository."""
        return _run([COMMAND, *arguments], self.root, {})

    def add(self, provider: str, *options: str) -> Run:
        return self.webhookgen(
            "add-provider", provider, "--python", sys.executable, *options
        )

    def remove(self, provider: str, *options: str) -> Run:
        return self.webhookgen(
            "remove-provider", provider, "--python", sys.executable, *options
        )

    def tests(self, *arguments: str, **variables: str) -> dict[str, int]:
        """How many of the host's tests passed, were skipped and so on."""
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        run = _run([*command, *arguments], self.project, variables)
        counted = SUMMARY.findall(run.out.splitlines()[-1]) if run.out else []
        assert run.exit_code == 0, run.out + run.err
        return {outcome: int(number) for number, outcome in counted}

    def alembic(self, url: URL, *steps: str) -> Run:
        """Alembic's commands on a database, as the host is configured for it."""
        section = ["-n", self.host.section] if self.host.section else []
        return self.python(url, ALEMBIC, *(" ".join([*section, s]) for s in steps))

    def python(self, url: URL, code: str, *arguments: str) -> Run:
        """A program in the host, which is configured for a database."""
        text = self._driven(url).render_as_string(hide_password=False)
        command = [sys.executable, "-c", code, *arguments]
        return _run(command, self.project, {self.host.url: text})

    def _driven(self, url: URL) -> URL:
        """The URL with the driver of the host's engine."""
        drivers = {
            "sqlite": "sqlite+aiosqlite" if self.asynchronous else "sqlite",
            "postgresql": f"postgresql+{'asyncpg' if self.asynchronous else 'psycopg'}",
        }
        return url.set(drivername=drivers[url.get_backend_name()])

    def tree(self) -> dict[str, bytes | None]:
        """Every file with its content, and every folder; what Git keeps for itself apart."""
        return {
            path.relative_to(self.root).as_posix(): (
                path.read_bytes() if path.is_file() else None
            )
            for path in sorted(self.root.rglob("*"))
            if ".git" not in path.relative_to(self.root).parts
        }


def _run(command: list[Any], directory: Path, variables: dict[str, str]) -> Run:
    own = {"PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=directory,
        env=os.environ | own | variables,
        capture_output=True,
        text=True,
    )
    return Run(done.returncode, done.stdout, done.stderr)
