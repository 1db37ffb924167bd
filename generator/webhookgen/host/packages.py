"""Where dependencies are declared, and which tool locks and installs them."""

import re
from pathlib import Path

from .candidates import certain
from .config_files import load_toml, table
from .facts import Confidence, Evidence, Fact
from .source import Source
from .values import PackageManager

LOCKS = {
    "uv.lock": "uv",
    "poetry.lock": "poetry",
    "pdm.lock": "pdm",
    "Pipfile.lock": "pipenv",
}
COMMANDS = {
    "uv": "uv sync",
    "poetry": "poetry lock && poetry install",
    "pdm": "pdm install",
    "pipenv": "pipenv install",
    "hatch": "hatch env prune",
    "pip": "python -m pip install -r {file}",
}
REQUIREMENTS = ("requirements.txt", "requirements.in", "requirements/base.txt")
NAME = re.compile(r"^\s*([A-Za-z0-9][\w.-]*)")


def find_packages(source: Source, git_root: Path | None) -> Fact[PackageManager]:
    """A lock file beats pyproject.toml, which beats requirements."""
    lock = _lock(source, git_root)
    tool = LOCKS[Path(lock).name] if lock else _tool(source)
    file, where, names = _declared(source)
    if file is None:
        note = "no pyproject.toml, Pipfile or requirements file declares anything"
        return Fact("packages", None, Confidence.NONE, note=note)
    value = PackageManager(
        tool=tool,  # type: ignore[arg-type]
        file=file,
        table=where,
        lock=lock,
        install_command=_command(tool, file),
        dependencies=names,
    )
    evidence = [Evidence(one) for one in (lock, file) if one]
    return certain("packages", value, *evidence)


def _lock(source: Source, git_root: Path | None) -> str | None:
    """The nearest lock file, from the project up to the root of its repository."""
    top = git_root or source.root
    prefix = ""
    for folder in (source.root, *source.root.parents):
        for name in LOCKS:
            if (folder / name).is_file():
                return f"{prefix}{name}"
        if folder == top:
            return None
        prefix += "../"
    return None


def _tool(source: Source) -> str:
    """By the tables of pyproject.toml, where nothing is locked."""
    tables = table(load_toml(source, "pyproject.toml"), "tool")
    for tool in ("uv", "poetry", "pdm", "hatch"):
        # Hatch as a build backend says nothing about who installs.
        if tool in tables and (tool != "hatch" or "envs" in tables["hatch"]):
            return tool
    return "pipenv" if source.has("Pipfile") else "pip"


def _declared(source: Source) -> tuple[str | None, str, tuple[str, ...]]:
    """The file and table of the dependencies, and the names of those."""
    document = load_toml(source, "pyproject.toml")
    if "dependencies" in table(document, "project"):
        names = table(document, "project")["dependencies"]
        return "pyproject.toml", "project.dependencies", _names(names)
    if poetry := table(document, "tool.poetry.dependencies"):
        return "pyproject.toml", "tool.poetry.dependencies", _names(poetry)
    for path in REQUIREMENTS:
        if source.has(path):
            return path, "", _names(source.text(path).splitlines())
    if packages := table(load_toml(source, "Pipfile"), "packages"):
        return "Pipfile", "packages", _names(packages)
    if source.has("pyproject.toml") and "project" in document:
        return "pyproject.toml", "project.dependencies", ()
    return None, "", ()


def _names(declared: object) -> tuple[str, ...]:
    matches = [NAME.match(str(one)) for one in declared]  # type: ignore[attr-defined]
    return tuple(re.sub(r"[-_.]+", "-", one[1]).lower() for one in matches if one)


def _command(tool: str, file: str) -> str:
    if tool == "pip" and file == "pyproject.toml":
        return "python -m pip install -e ."
    return COMMANDS[tool].format(file=file)
