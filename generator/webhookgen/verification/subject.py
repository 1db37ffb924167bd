"""What is looked at, how it was before, and how each look ended."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..host.values import AlembicConfig
from ..integration.manifest import Manifest
from ..interpreter import HostPython
from ..outcome import Outcome
from .tests import TestRun

SHOWN = 5


@dataclass(frozen=True)
class Subject:
    """A host, what is written into it, and how its parts are asked."""

    host: HostPython
    manifest: Manifest
    written: tuple[str, ...]  # new files
    edited: tuple[str, ...]  # the host's own
    import_root: str
    alembic: AlembicConfig | None = None  # None: the migrations are not looked at
    head: str | None = None  # the revision that ours follows
    database_url: str | None = None  # an empty one, to be thrown away
    base_url: str = "http://localhost"
    answers: bool = True  # whether the router is mounted
    host_tests: bool = True


@dataclass(frozen=True)
class Before:
    """How the host was."""

    complaints: Counter[str] = field(default_factory=Counter)
    starts: str = ""  # why the application cannot be imported
    tests: TestRun = field(default_factory=TestRun)


@dataclass(frozen=True)
class Step:
    """How one look ended; `detail` says why it failed or could not be taken."""

    name: str
    outcome: Outcome
    detail: str = ""
    seconds: float = 0.0


def judged(name: str, problems: Sequence[str], good: str = "") -> Step:
    """Failed with the first problems, or passed."""
    if not problems:
        return Step(name, Outcome.PASSED, good)
    more = f"\nand {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
    return Step(name, Outcome.FAILED, "\n".join(problems[:SHOWN]) + more)


def skipped(name: str, why: str) -> Step:
    """Could not be looked at here, which says nothing."""
    return Step(name, Outcome.SKIPPED, why)
