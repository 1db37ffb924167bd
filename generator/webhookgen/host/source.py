"""The host's files, each read and parsed at most once."""

import ast
import os
import re
import subprocess
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath

from .module import Module
from .syntax import parse

LINE_END = re.compile(r"\r\n|\r|\n")
# Folders that are never a project's own code.
FOREIGN = {
    ".git", ".hg", ".tox", ".nox", ".venv", "venv", "env", "node_modules", "site-packages",
    "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", "build", "dist",
}  # fmt: skip
# Folders whose code is about the service, and not of it.
BESIDE = {
    "tests", "test", "testing", "docs", "doc", "docs_src", "example", "examples", "samples",
    "benchmark", "benchmarks", "scripts", "notebooks", "e2e",
}  # fmt: skip


class Source:
    """The Python files below a directory."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = _list_files(root)
        self.unparsed: list[str] = []
        # What imports were found to mean, by module and folder of the importer.
        self.located: dict[tuple[str, str], list[str]] = {}
        # Where absolute imports start, once that is known.
        self.import_roots: tuple[str, ...] = ()
        self._modules: dict[str, Module | None] = {}
        self._texts: dict[str, str] = {}

    def start_imports_at(self, *folders: str) -> None:
        """From here on absolute imports start in these folders and nowhere else."""
        self.import_roots = tuple(dict.fromkeys(folders))
        self.located.clear()

    @cached_property
    def python(self) -> tuple[str, ...]:
        return tuple(path for path in self.files if path.endswith(".py"))

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.files)

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds a file at some depth; `.` is the root."""
        return frozenset(
            str(parent) for path in self.files for parent in PurePosixPath(path).parents
        )

    @cached_property
    def names(self) -> frozenset[str]:
        """Everything that an import of the host's own code can begin with."""
        stems = {path.rpartition("/")[2].removesuffix(".py") for path in self.python}
        return frozenset(stems | {name.rpartition("/")[2] for name in self.folders})

    def has(self, path: str) -> bool:
        return path in self._known

    def text(self, path: str) -> str:
        """The text of a file; empty where it cannot be read. Line endings stay."""
        if path not in self._texts:
            try:
                content = (self.root / path).read_bytes()
            except OSError:
                content = b""
            self._texts[path] = content.decode("utf-8-sig", "replace")
        return self._texts[path]

    def line(self, path: str, number: int) -> str:
        """One line, counted from 1 as Python counts: a form feed, say, ends none."""
        return LINE_END.split(self.text(path))[number - 1]

    def module(self, path: str) -> Module | None:
        """A file parsed; None where it is not there or no Python to us."""
        if path not in self._modules:
            self._modules[path] = self._parse(path) if self.has(path) else None
        return self._modules[path]

    def containing(self, *words: str, beside: bool = False) -> Iterator[Module]:
        """The files whose text has one of the words; with `beside`, tests and the like too."""
        for path in self.python:
            if not beside and is_beside(path):
                continue
            text = self.text(path)
            if any(word in text for word in words) and (module := self.module(path)):
                yield module

    @cached_property
    def app_classes(self) -> tuple[str, ...]:
        """FastAPI and the host's own subclasses of it, by name."""
        return (
            "FastAPI",
            *(
                name
                for module in self.containing("(FastAPI)", "(fastapi.FastAPI)")
                for name, statement in module.definitions.items()
                if isinstance(statement, ast.ClassDef)
            ),
        )

    def _parse(self, path: str) -> Module | None:
        text = self.text(path)
        tree = parse(text)
        if tree is None:
            self.unparsed.append(path)
            return None
        return Module(path, text, tree)


def is_beside(path: str) -> bool:
    """Whether a file is a test, a script or documentation."""
    *folders, name = path.split("/")
    return (
        name == "conftest.py"
        or name.startswith("test_")
        or name.endswith("_test.py")
        or any(folder in BESIDE for folder in folders)
    )


def _list_files(root: Path) -> tuple[str, ...]:
    """Git's list, new files included and ignored ones not; without git, all files."""
    try:
        done = subprocess.run(
            ["git", "ls-files", "-coz", "--exclude-standard", "--deduplicate"],
            cwd=root,
            capture_output=True,
        )
    except OSError:
        return _walk(root)
    if done.returncode:
        return _walk(root)
    names = [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]
    if not names:  # the whole folder is ignored
        return _walk(root)
    own = (name for name in names if _is_own(name) and (root / name).is_file())
    return tuple(sorted(own))


def _walk(root: Path) -> tuple[str, ...]:
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in FOREIGN)
        relative = Path(folder).relative_to(root)
        found += [(relative / name).as_posix() for name in names]
    return tuple(sorted(name for name in found if _is_own(name)))


def _is_own(path: str) -> bool:
    return not any(part in FOREIGN for part in path.split("/")[:-1])
