"""What the host's own commands start: Dockerfiles, compose files, Makefiles, scripts."""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from .facts import Evidence
from .source import Source, is_beside
from .syntax import argument, string

SCRIPTS = (
    "dockerfile",
    "compose",
    "procfile",
    "makefile",
    "justfile",
    "taskfile",
    ".sh",
)
SERVER = re.compile(
    r"\b(?:uvicorn|gunicorn|hypercorn|granian|fastapi\s+(?:run|dev))\b([^\n]*)"
)
TARGET = re.compile(r"(?<![\w./:-])([A-Za-z_][\w.]*):([A-Za-z_]\w*)(?:\(\))?(?![\w:/])")
FILE = re.compile(r"(?<![\w-])((?:[\w-]+/)*[\w-]+)\.py\b")


@dataclass(frozen=True)
class LaunchTarget:
    """`module:name` as a server is told; the name is empty where only a file is given."""

    module: str
    name: str
    evidence: Evidence


def launch_targets(source: Source) -> Iterator[LaunchTarget]:
    """Every target, the surest first."""
    yield from _entrypoint(source)
    for path in source.files:
        name = PurePosixPath(path).name.lower()
        if any(word in name for word in SCRIPTS) and not name.endswith(".py"):
            yield from _in_script(path, source.text(path))
    yield from _in_python(source)


def _entrypoint(source: Source) -> Iterator[LaunchTarget]:
    """`[tool.fastapi] entrypoint` of pyproject.toml, which the fastapi command reads."""
    try:
        tool = tomllib.loads(source.text("pyproject.toml")).get("tool", {})
    except tomllib.TOMLDecodeError:
        return
    module, _, name = str(tool.get("fastapi", {}).get("entrypoint", "")).partition(":")
    if module:
        yield LaunchTarget(module, name, Evidence("pyproject.toml"))


def _in_script(path: str, text: str) -> Iterator[LaunchTarget]:
    # CMD ["uvicorn", "app.main:app"] and commands over several lines read like one line.
    plain = re.sub(r"[\[\]\"',]", " ", text.replace("\\\n", "  "))
    for command in SERVER.finditer(plain):
        evidence = Evidence(path, plain.count("\n", 0, command.start()) + 1)
        if target := TARGET.search(command[1]):
            yield LaunchTarget(target[1], target[2], evidence)
        elif command[0].startswith("fastapi") and (file := FILE.search(command[1])):
            yield LaunchTarget(file[1].replace("/", "."), "", evidence)


def _in_python(source: Source) -> Iterator[LaunchTarget]:
    """`uvicorn.run("app.main:app")`."""
    for module in source.containing("uvicorn"):
        if is_beside(module.path):
            continue
        for call in module.calls_to("run"):
            target = string(argument(call, "app", 0)) or ""
            name, colon, attribute = target.partition(":")
            if colon and isinstance(call.func, ast.Attribute):
                evidence = Evidence(module.path, call.lineno)
                yield LaunchTarget(name, attribute, evidence)
