"""Facts as lines for people and as values for programs."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

from ..host.facts import NEEDED, Fact, HostFacts

# What is shown of a value; where nothing is listed here, its own text.
SHOWN: dict[str, Callable[[Any], str]] = {
    "imports": lambda v: f"import {v.package or '(modules)'} from {v.directory}",
    "router": lambda v: f"{v.variable} in {v.file}, {v.full_path}",
    "metadata": lambda v: f"{v.kind}, {v.metadata} of {v.base.module}{_columns(v)}",
    "session": lambda v: f"{v.kind}, {v.library}, {v.dependency or 'no dependency'}",
    "engine": lambda v: f"{v.kind}, {v.engine or v.sessionmaker or v.url}",
    "settings": lambda v: f"{v.style}, {v.instance or v.settings_class or v.file}",
    "env_samples": ", ".join,
    "alembic": lambda v: f"{v.ini} [{v.section}], {v.versions_dir}",
    "models": lambda v: f"{v.style} in {v.file}, below line {v.after_line}",
    "create_all": lambda v: "makes the table too" if v else "nowhere",
    "tests": lambda v: f"{v.directory}, {v.client_kind or 'no'} client",
    "packages": lambda v: f"{v.tool}, {v.file}",
    "versions": lambda v: ", ".join(v) or "new enough",
    "style": lambda v: f"{v.formatter}, {v.line_length} columns, {v.quotes} quotes",
    "licence": lambda v: v.splitlines()[0] if v else "no header",
    "git": lambda v: _state(v) if v.repository else "no repository",
    "module": lambda v: v.directory,
    "clashes": lambda v: ", ".join(clash.name for clash in v) or "none",
    "unparsed": lambda v: ", ".join(v) or "none",
}


def shown(fact: Fact[Any]) -> str:
    """A fact's value in a few words."""
    return "-" if fact.value is None else SHOWN.get(fact.name, str)(fact.value)


def fact_line(fact: Fact[Any]) -> str:
    """One fact on one line."""
    place = str(fact.evidence[0]) if fact.evidence else ""
    line = f"  {fact.name:<12}{fact.confidence:<11}{shown(fact):<58} {place}"
    return line.rstrip()


def undecided(facts: HostFacts) -> Iterator[str]:
    """For each fact that nothing may be built on: why, the candidates, and the flag."""
    for fact in facts.unsettled:
        if fact.waiting:
            continue
        why = f": {fact.note}" if fact.note else ""
        yield f"{fact.name} is {_says(fact)}{why}"
        yield from (f"    {candidate}" for candidate in fact.candidates)
        if fact.flag:
            yield f"  {fact.flag} decides"


def as_document(facts: HostFacts) -> dict[str, Any]:
    """Every fact for --json."""
    return {
        fact.name: {
            "value": _plain(fact.value),
            "confidence": fact.confidence,
            "evidence": [str(place) for place in fact.evidence],
            "candidates": list(fact.candidates),
            "flag": fact.flag or None,
            "needed": fact.name in NEEDED,
            "note": fact.note,
        }
        for fact in facts.all
    }


def _says(fact: Fact[Any]) -> str:
    return "not known" if fact.confidence == "none" else "ambiguous"


def _state(git: Any) -> str:
    number = len(git.dirty)
    files = "1 file" if number == 1 else f"{number} files"
    return f"{files} not committed" if number else "clean"


def _columns(metadata: Any) -> str:
    names = ", ".join(column.name for column in metadata.columns)
    return f" (+ {names})" if names else ""


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return (
        asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    )
