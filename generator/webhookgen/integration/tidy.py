"""New files in the host's own style: sorted, formatted and linted as its configuration says.

Everything happens on copies in a temporary folder. Ruff does it, with the host's configuration
where it has one: a formatter is the one tool that has to be there whatever the host uses.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ..errors import RenderFailed
from ..host.source import Source
from ..host.values import CodeStyle
from ..render import RenderedFile, Tree
from .prose import fitted

# A rule's code; "invalid-syntax", for an older Python, cannot be excused.
RULE = re.compile(r"[A-Z]+\d+")
RUFF = (sys.executable, "-m", "ruff")


@dataclass(frozen=True)
class Tidier:
    """Ruff as a host has it set up; without a set-up: its line length and quotes."""

    root: Path
    style: CodeStyle
    floor: str = "3.10"
    upcoming: tuple[str, ...] = ()  # files that will be there, for imports to be known

    def tidy(self, tree: Tree) -> Tree:
        """The Python files of a tree as the host's tools would leave them.

        What its rules still complain of is excused at the top of the file, so that its own
        checks go on passing. Raises RenderFailed.
        """
        with self._mirror({path: self._fitted(path, tree) for path in tree}) as folder:
            self._run(folder, "check", "--fix-only", "--exit-zero", *self._rules)
            self._run(folder, "format", *self._options)
            if self._configured:
                _excuse(folder, self._complaints(folder, tree))
            return {
                path: replace(file, content=(folder / path).read_bytes())
                for path, file in tree.items()
            }

    def _fitted(self, path: str, tree: Tree) -> bytes:
        content = tree[path].content
        if not path.endswith(".py"):
            return content
        return fitted(content.decode(), self.style.line_length).encode()

    def sort_imports(self, path: str, source: str) -> str:
        """The source of a host's file with its imports sorted, if that can be done.

        A file that the host keeps from its own tools is kept from ours.
        """
        rules = ["--select", "I001", "--fix-only", "--exit-zero", "--force-exclude"]
        with self._mirror({path: source.encode()}) as folder:
            with suppress(RenderFailed):  # then it stays as it is
                self._run(folder, "check", *rules, *self._options, target=path)
            return (folder / path).read_bytes().decode()

    def excuses(self, path: str, source: str, line: str) -> str:
        """The comment that a line of ours needs in a host's file, by the host's own rules."""
        if not self._configured:
            return "  # noqa: F401"
        with self._mirror({path: source.encode()}) as folder:
            looking = ("--no-fix", "--no-fix-only", "--exit-zero")
            said = ["--output-format", "json", *self._options]
            printed = self._run(folder, "check", *looking, *said, target=path)
        lines = source.splitlines()
        codes = {
            one["code"]
            for one in json.loads(printed)
            if one["code"] and lines[one["location"]["row"] - 1].strip() == line
        }
        wanted = sorted(codes - {"I001"})  # about the whole block, and not our doing
        return f"  # noqa: {', '.join(wanted)}" if wanted else ""

    @contextmanager
    def _mirror(self, contents: Mapping[str, bytes]) -> Iterator[Path]:
        """A folder with these files, and empty ones for the host's and the module's others:
        whether an import is the project's own is told by what files there are."""
        stubs = (*Source(self.root).python, *self.upcoming)
        with tempfile.TemporaryDirectory(prefix="webhookgen-tidy-") as name:
            folder = Path(name).resolve()
            for path, content in {**dict.fromkeys(stubs, b""), **contents}.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(content)
            yield folder

    @cached_property
    def _configured(self) -> bool:
        """Whether the host has a configuration of Ruff that ours can read."""
        if self.style.formatter != "ruff" or self.style.config is None:
            return False
        config = ["--config", str(self.root / self.style.config)]
        command = [*RUFF, "check", *config, "--exit-zero", "--no-cache", "-"]
        done = subprocess.run(command, input=b"", capture_output=True)
        return done.returncode == 0

    @property
    def _options(self) -> list[str]:
        if self._configured:
            return ["--config", str(self.root / str(self.style.config))]
        version = "py" + self.floor.replace(".", "")
        quotes = f"format.quote-style = '{self.style.quotes}'"
        length = str(self.style.line_length)
        return [
            *("--isolated", "--target-version", version, "--line-length", length),
            *("--config", quotes),
        ]

    @property
    def _rules(self) -> list[str]:
        # A host's script.py.mako may import what our revision has no use for.
        own = [] if self._configured else ["--select", "I,F401"]
        return self._options + own

    def _run(self, folder: Path, *arguments: str, target: str = ".") -> str:
        done = subprocess.run(
            [*RUFF, *arguments, "--no-cache", "--quiet", target],
            cwd=folder,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RenderFailed(
                f"ruff {arguments[0]} failed on {target}: {done.stderr.strip()}; "
                "nothing was written"
            )
        return done.stdout

    def _complaints(self, folder: Path, tree: Tree) -> Mapping[str, set[str]]:
        """The codes of the rules that each file still breaks."""
        looking = ("--no-fix", "--no-fix-only", "--exit-zero")  # whatever the host says
        arguments = ["check", *looking, "--output-format", "json", *self._rules]
        found = defaultdict(set)
        for complaint in json.loads(self._run(folder, *arguments)):
            path = Path(complaint["filename"]).relative_to(folder)
            code = complaint["code"] or ""
            if path.as_posix() in tree and RULE.fullmatch(code):
                found[path.as_posix()].add(code)
        return found


def _excuse(folder: Path, complaints: Mapping[str, set[str]]) -> None:
    for name, codes in complaints.items():
        path = folder / name
        comment = f"# ruff: noqa: {', '.join(sorted(codes))}\n"
        path.write_bytes(comment.encode() + path.read_bytes())


def with_licence(tree: Tree, licence: str) -> Tree:
    """The Python files with the host's licence comment on top."""

    def headed(path: str, file: RenderedFile) -> RenderedFile:
        if not path.endswith(".py"):
            return file
        return replace(file, content=f"{licence}\n\n".encode() + file.content)

    return {path: headed(path, file) for path, file in tree.items()}
