"""From candidates to a fact: one is taken, several are for the user to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from ..errors import FactMissing
from .facts import Confidence, Evidence, Fact

T = TypeVar("T")


@dataclass(frozen=True)
class Candidate(Generic[T]):
    """A possible value; `text` is how the flag names it."""

    text: str
    value: T
    evidence: tuple[Evidence, ...]
    confidence: Confidence = Confidence.CERTAIN
    note: str = ""


@dataclass(frozen=True)
class Choice:
    """What the user decided about a fact, and where: a flag or [tool.webhookgen]."""

    text: str
    given_by: Evidence


def settle(
    name: str,
    flag: str,
    candidates: Sequence[Candidate[T]],
    choice: Choice | None,
    missing: str = "",
) -> Fact[T]:
    """The fact that the candidates make. `missing` says what was looked for in vain.

    Raises FactMissing where the user chose what is not among them.
    """
    if choice is not None:
        return _chosen(name, flag, candidates, choice)
    if not candidates:
        return Fact(name, None, Confidence.NONE, flag=flag, note=missing)
    first = candidates[0]
    sure = first.confidence if len(candidates) == 1 else Confidence.AMBIGUOUS
    texts = tuple(dict.fromkeys(candidate.text for candidate in candidates))
    evidence = first.evidence
    if len(candidates) > 1:
        evidence = tuple(place for one in candidates for place in one.evidence[:1])
    return Fact(name, first.value, sure, evidence, texts, flag, first.note)


def _chosen(
    name: str, flag: str, candidates: Sequence[Candidate[T]], choice: Choice
) -> Fact[T]:
    for one in candidates:
        if one.text == choice.text:
            evidence = (choice.given_by, *one.evidence)
            sure = Confidence.CERTAIN
            return Fact(name, one.value, sure, evidence, (one.text,), flag, one.note)
    found = ", ".join(candidate.text for candidate in candidates) or "nothing"
    raise FactMissing(
        f"{choice.given_by}: there is no {choice.text} to be the {name}; found: {found}"
    )


def certain(name: str, value: T, *evidence: Evidence, flag: str = "") -> Fact[T]:
    """A fact that was simply read."""
    return Fact(name, value, Confidence.CERTAIN, evidence, flag=flag)


def likely(fact: Fact[T], note: str = "") -> Fact[T]:
    """The same fact, less sure."""
    return replace(fact, confidence=Confidence.LIKELY, note=note or fact.note)
