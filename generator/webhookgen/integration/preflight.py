"""Whether a plan may be made: what must be known, and what must not be in the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..errors import FactMissing
from ..host.facts import Fact, HostFacts

# What the module itself cannot be written without.
MODULE = (
    *("project", "imports", "metadata", "session", "module", "clashes"),
    *("database", "versions", "python"),
)
MOUNT = ("app", "router", "engine")
MIGRATION = ("alembic", "head", "models")


@dataclass(frozen=True)
class Options:
    """What the user allowed or did not want."""

    module_only: bool = (
        False  # write the module, and show the lines for the host's files
    )
    allow_manual: bool = False  # the same, but only for lines that have no safe place
    allow_dirty: bool = False
    migration: bool = True

    @property
    def writes_revision(self) -> bool:
        return self.migration and not self.module_only


def require(facts: HostFacts, options: Options) -> None:
    """Raises FactMissing unless a plan may be built on these facts."""
    _require_settled(facts, options)
    git = facts.git.value
    if git and git.dirty and not options.allow_dirty:
        raise FactMissing(
            f"not committed yet: {_some(git.dirty)}; nothing was written. Commit or stash "
            "first, so that you can see and undo what is written, or give --allow-dirty"
        )


def _require_settled(facts: HostFacts, options: Options) -> None:
    needed = set(MODULE)
    if not options.module_only:
        needed |= set(MOUNT)
        needed |= set(MIGRATION) if options.migration else set()
    unknown = [f for f in facts.all if f.name in needed and not f.settled]
    asked = [_asking(fact) for fact in unknown if not fact.waiting]
    if unknown:
        raise FactMissing("; ".join([*asked, "nothing was written"]))


def _asking(fact: Fact[Any]) -> str:
    """What is not known, what was found, and the flag that decides."""
    several = "several are possible" if fact.candidates else "none was found"
    problem = f"{fact.name}: {fact.note or several}"
    if fact.evidence:
        problem += f" ({', '.join(map(str, fact.evidence[:3]))})"
    if not fact.flag:
        return problem
    choices = " or ".join(f"{fact.flag} {one}" for one in fact.candidates[:4])
    decides = f"{problem}; give {choices or fact.flag}"
    return f"{decides}, or --no-migration" if fact.name == "alembic" else decides


def _some(paths: Iterable[str]) -> str:
    names = list(paths)
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more
