"""The facts about a host, each with the place it was read at and how sure that is.

Values are in `values.py`. A fact is settled when it may be built on; what is unsettled names
the candidates and the flag that decides.
"""

from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar

from .values import (
    AlembicConfig,
    AppTarget,
    Clash,
    CodeStyle,
    EngineStyle,
    GitState,
    ImportRoot,
    Metadata,
    ModelRegistration,
    ModulePlace,
    PackageManager,
    RouterMount,
    SessionStyle,
    SettingsStyle,
    TestLayout,
)

T = TypeVar("T")


class Confidence(StrEnum):
    CERTAIN = "certain"  # the code says so, or the user did
    LIKELY = "likely"  # one rule says so and none speaks against it
    AMBIGUOUS = "ambiguous"  # several candidates; the value, if any, is only the first
    NONE = "none"  # nothing found


@dataclass(frozen=True)
class Evidence:
    """Where a fact was read: a path in the project and a line, or the flag that gave it."""

    path: str
    line: int | None = None

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


@dataclass(frozen=True)
class Fact(Generic[T]):
    """One fact. `candidates` are in the form that the flag takes."""

    name: str
    value: T | None
    confidence: Confidence
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[str, ...] = ()
    flag: str = ""
    note: str = ""
    waiting: bool = False  # for another fact to be settled first

    @property
    def settled(self) -> bool:
        """Whether the value may be built on."""
        return self.confidence in (Confidence.CERTAIN, Confidence.LIKELY)

    def known(self) -> T:
        """The value, where the caller has made sure that there is one."""
        if self.value is None:
            raise LookupError(f"{self.name} is not known")
        return self.value


@dataclass(frozen=True)
class HostFacts:
    """Everything that was found out about a host.

    All paths in the values are POSIX, relative to the project root; what lies above it begins
    with `../`.
    """

    project: Fact[Path]  # absolute
    imports: Fact[ImportRoot]
    app: Fact[AppTarget]
    router: Fact[RouterMount]
    metadata: Fact[Metadata]
    session: Fact[SessionStyle]
    engine: Fact[EngineStyle]
    database: Fact[str]  # "postgresql" or "sqlite", where the module can run
    settings: Fact[SettingsStyle]
    env_samples: Fact[tuple[str, ...]]
    alembic: Fact[AlembicConfig]
    head: Fact[
        str
    ]  # the revision that ours follows; "base" for none, if the user says so
    models: Fact[ModelRegistration]
    create_all: Fact[bool]  # whether code of the host makes our table, too
    tests: Fact[TestLayout]
    packages: Fact[PackageManager]
    versions: Fact[tuple[str, ...]]  # the requirements that are too old for the module
    style: Fact[CodeStyle]
    licence: Fact[
        str
    ]  # the comment at the top of each file, without a newline at its end
    python: Fact[str]  # the lowest version that the host runs on: "3.10"
    git: Fact[GitState]
    module: Fact[ModulePlace]  # where ours goes
    clashes: Fact[tuple[Clash, ...]]
    unparsed: Fact[tuple[str, ...]]  # files that are no Python to us

    @property
    def all(self) -> tuple[Fact[Any], ...]:
        return tuple(getattr(self, field.name) for field in fields(self))

    @property
    def unsettled(self) -> tuple[Fact[Any], ...]:
        """The needed facts that nothing may be built on yet."""
        return tuple(
            fact for fact in self.all if fact.name in NEEDED and not fact.settled
        )


# Without these nothing is written. The others have a safe default.
NEEDED = frozenset(
    {
        "project",
        "imports",
        "app",
        "router",
        "metadata",
        "session",
        "engine",
        "database",
        "versions",
        "python",
        "alembic",
        "head",
        "models",
        "module",
        "clashes",
    }
)
