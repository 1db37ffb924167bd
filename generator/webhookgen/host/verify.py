"""The facts checked against the host's own interpreter, where there is one.

This runs host code, in a process of its own: env.py, without a database. What could not be run
is said to be so, and decides nothing.
"""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..environment import clean_variables, find_python, interpreter
from .facts import HostFacts

INSIDE = Path(__file__).with_name("inside.py")
SECONDS = 60


@dataclass(frozen=True)
class Finding:
    """What the host's interpreter says of a fact; `agrees` is None where it could not run."""

    subject: str
    agrees: bool | None
    detail: str


def verify_facts(
    facts: HostFacts, python: Path | None, env_file: Path | None
) -> tuple[Finding, ...]:
    """Whether all files parse, Alembic's heads are ours, and env.py's metadata is."""
    if facts.project.value is None:
        return ()
    project = facts.project.value
    python = python or _python_of(project, facts)
    if python is None or not python.exists():
        detail = "no environment of the host was found; name its Python with --python"
        return (Finding("python", None, detail),)
    variables = clean_variables() | _read(env_file)
    return tuple(_findings(facts, _Inside(project, python, variables)))


@dataclass(frozen=True)
class _Inside:
    """Runs inside.py with the host's interpreter."""

    project: Path
    python: Path
    variables: dict[str, str]

    def ask(self, question: str, **arguments: Any) -> tuple[Any, str]:
        """The answer, or None and what went wrong."""
        try:
            done = subprocess.run(
                [str(self.python), str(INSIDE), question],
                cwd=self.project,
                env=self.variables,
                input=json.dumps(arguments),
                capture_output=True,
                text=True,
                timeout=SECONDS,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return None, str(error)
        lines = done.stdout.strip().splitlines()
        if done.returncode or not lines:
            said = done.stderr.strip().splitlines()
            return None, said[-1] if said else f"exit code {done.returncode}"
        return json.loads(lines[-1]), ""


def _findings(facts: HostFacts, inside: _Inside) -> Iterator[Finding]:
    unparsed, error = inside.ask("parse", files=list(facts.unparsed.value or ()))
    if unparsed is None:
        yield Finding("parse", None, error)
        return
    detail = "all files parse" if not unparsed else f"no Python: {', '.join(unparsed)}"
    yield Finding("parse", not unparsed, detail)
    config = facts.alembic.value
    if config is None:
        return
    where = {"ini": config.ini, "section": config.section}
    heads, error = inside.ask("heads", **where)
    if heads is None:
        yield Finding("heads", None, error)
    else:
        same = sorted(heads) == sorted(config.heads)
        yield Finding("heads", same, ", ".join(heads) or "no revision")
    metadata = facts.metadata.value
    if metadata is None:
        return
    expression = f"{metadata.base.module}:{metadata.metadata}"
    found, error = inside.ask(
        "metadata", **where, wanted=expression, path=facts.imports.known().directory
    )
    if found is None:
        yield Finding("metadata", None, error)
    else:
        tables = "1 table" if found["tables"] == 1 else f"{found['tables']} tables"
        detail = f"{tables} in target_metadata of env.py"
        yield Finding("metadata", found["same"], detail)


def _python_of(project: Path, facts: HostFacts) -> Path | None:
    """The host's interpreter: its own environment, at the project or its repository."""
    git = facts.git.value
    folders = [project, *project.parents]
    top = Path(git.repository) if git and git.repository else project
    for folder in folders[: folders.index(top) + 1 if top in folders else 1]:
        for name in (".venv", "venv"):
            if interpreter(folder / name).exists():
                return interpreter(folder / name)
    found = find_python(project)
    # Our own Python says nothing about the host.
    import sys

    return None if found == Path(sys.executable) else found


def _read(env_file: Path | None) -> dict[str, str]:
    """The lines NAME=value of a file."""
    lines = env_file.read_text("utf-8").splitlines() if env_file else []
    pairs = (
        line.removeprefix("export ").split("=", 1) for line in lines if "=" in line
    )
    return {
        name.strip(): value.strip().strip("'\"")
        for name, value in pairs
        if not name.lstrip().startswith("#")
    }
