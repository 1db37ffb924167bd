"""The command line: how long its user waits, installed as from a wheel."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median

from .errors import Broken
from .measurements import Measurements
from .options import Options
from .rounds import alternate
from .service import REPOSITORY, render
from .targets import Target

TITLE = "Command line"
TIME = "ms"

EMPTY = "a Typer command that does nothing"
DO_NOTHING = """
import typer

def nothing(option: str = ""): ...

typer.run(nothing)
"""
QUICK_COMMANDS = {
    "webhookgen --help": (["--help"], {}),
    "webhookgen --version": (["--version"], {}),
    "webhookgen providers list": (["providers", "list"], {}),
    "webhookgen add<TAB>": (
        [],
        {
            "_WEBHOOKGEN_COMPLETE": "complete_bash",
            "COMP_WORDS": "webhookgen add",
            "COMP_CWORD": "1",
        },
    ),
}
ADD, COPY = "webhookgen add-provider github", "copier copy of the same files"

COMPARED = (TIME, EMPTY)
TARGETS = (
    *(Target(subject=c, quantity=TIME, at_most=200) for c in QUICK_COMMANDS),
    # The same bound on a machine of any speed: it takes 146 ms where the goal was set.
    *(
        Target(subject=c, quantity=TIME, to=EMPTY, at_most=1.4, guard=2.8)
        for c in QUICK_COMMANDS
    ),
    Target(subject=ADD, quantity=TIME, to=COPY, at_most=1, guard=2),
)


def run(options: Options, folder: Path) -> Measurements:
    """Measures each command in turns."""
    installation = Installation.make(folder / "installed")
    service = render(folder / "service", providers=["stripe"], **options.answers)
    fresh = partial(_copy, service, folder)
    commands: dict[str, Callable[[], float]] = {
        name: partial(installation.run, arguments, variables)
        for name, (arguments, variables) in QUICK_COMMANDS.items()
    }
    commands[EMPTY] = partial(_timed, [sys.executable, "-c", DO_NOTHING])
    commands[ADD] = lambda: installation.add_provider(fresh())
    commands[COPY] = lambda: installation.copy_provider(fresh(), options.answers)
    subjects = {
        name: partial(_measure, once, options.commands)
        for name, once in commands.items()
    }
    return alternate(subjects, options.rounds)


def _measure(once: Callable[[], float], times: int) -> Mapping[str, float]:
    return {TIME: 1000 * median(once() for _ in range(times))}


@dataclass(frozen=True)
class Installation:
    """webhookgen in a folder of its own; what it depends on is where we run."""

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> "Installation":
        pip = [sys.executable, "-m", "pip", "install", "-qq", "--no-deps"]
        _timed([*pip, "--no-build-isolation", "--target", str(folder), str(REPOSITORY)])
        installation = cls(folder)
        installation.run(["--version"], {})
        return installation

    def run(self, arguments: Sequence[str], variables: Mapping[str, str]) -> float:
        environment = {"PYTHONPATH": str(self.folder), **variables}
        return _timed([str(self.folder / "bin/webhookgen"), *arguments], environment)

    def add_provider(self, service: Path) -> float:
        return self.run(["add-provider", "github", "--directory", str(service)], {})

    def copy_provider(self, service: Path, answers: Mapping[str, str]) -> float:
        """Bare copier with the answers that add-provider gives it."""
        data = ["layer=provider", "project_name=service", "providers=[github]"]
        data += [f"{question}={answer}" for question, answer in answers.items()]
        template = self.folder / "webhookgen/_template.bundle"
        copy = [sys.executable, "-m", "copier", "copy", "--defaults", "--quiet"]
        copy += ["--vcs-ref", "main", "--answers-file", ".webhookgen/github.yml"]
        copy += [part for answer in data for part in ("--data", answer)]
        return _timed([*copy, str(template), str(service)])


_copies = count()


def _copy(service: Path, folder: Path) -> Path:
    return Path(shutil.copytree(service, folder / f"service_{next(_copies)}"))


def _timed(command: Sequence[str], variables: Mapping[str, str] | None = None) -> float:
    start = time.perf_counter()
    environment = {**os.environ, **(variables or {})}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    spent = time.perf_counter() - start
    if done.returncode:
        raise Broken(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return spent
