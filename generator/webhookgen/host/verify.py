"""The facts checked against the host's own interpreter, where there is one.

This runs host code, in a process of its own: env.py, without a database. What could not be run
is said to be so, and decides nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..environment import find_host_python
from ..errors import UsageError
from ..interpreter import HostPython
from .facts import HostFacts


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
    python = python or find_host_python(project)
    if python is None or not python.exists():
        detail = "no environment of the host was found; name its Python with --python"
        return (Finding("python", None, detail),)
    host = HostPython(project, python, read_variables(env_file))
    return tuple(_findings(facts, host))


def _findings(facts: HostFacts, inside: HostPython) -> Iterator[Finding]:
    unparsed, error = inside.ask(
        "source_unparsed", files=list(facts.unparsed.value or ())
    )
    if unparsed is None:
        yield Finding("parse", None, error)
        return
    detail = "all files parse" if not unparsed else f"no Python: {', '.join(unparsed)}"
    yield Finding("parse", not unparsed, detail)
    config = facts.alembic.value
    if config is None:
        return
    where = {"ini": config.ini, "section": config.section}
    heads, error = inside.ask("database_heads", **where)
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
        "database_metadata",
        **where,
        wanted=expression,
        root=facts.imports.known().directory,
    )
    if found is None:
        yield Finding("metadata", None, error)
    else:
        tables = "1 table" if found["tables"] == 1 else f"{found['tables']} tables"
        detail = f"{tables} in target_metadata of env.py"
        yield Finding("metadata", found["same"], detail)


def read_variables(env_file: Path | None) -> dict[str, str]:
    """The lines NAME=value of a file. Raises UsageError where it cannot be read."""
    try:
        lines = env_file.read_text("utf-8").splitlines() if env_file else []
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--env-file {env_file} cannot be read: {error}") from error
    pairs = (
        line.removeprefix("export ").split("=", 1) for line in lines if "=" in line
    )
    return {
        name.strip(): value.strip().strip("'\"")
        for name, value in pairs
        if not name.lstrip().startswith("#")
    }
