"""What can be found wrong: a rule says why it matters and what to do, a finding what is wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .case import Case


class Level(StrEnum):
    ERROR = "error"  # deliveries are refused, lost, or never processed
    WARNING = "warning"  # they will be, or something is left undone
    NOTE = "note"  # good to know; nothing is wrong


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong; `evidence` is where, as path:line."""

    rule: str
    level: Level
    what: str
    why: str
    todo: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One kind of finding. `title` names it in the documentation; `todo` may have fields."""

    name: str
    level: Level
    title: str
    why: str
    todo: str

    def found(self, what: str, *evidence: str, **fields: str) -> Finding:
        """That it is so here; `fields` fill in what to do."""
        todo = self.todo.format(**fields)
        return Finding(self.name, self.level, what, self.why, todo, evidence)


class NotChecked(Exception):
    """A look cannot be taken here, which says nothing; the text says why."""


@dataclass(frozen=True)
class Check:
    """A look at one thing. Raises NotChecked, also after some findings."""

    name: str
    rules: tuple[Rule, ...]
    look: "Callable[[Case], Iterator[Finding]]"
