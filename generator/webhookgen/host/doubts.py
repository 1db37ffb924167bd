"""Facts that a file which cannot be read may contradict."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .facts import Confidence, Evidence, Fact
from .source import Source

# What in a file's text means that it has a say in a fact.
WORDS = {
    "router": ("include_router", "FastAPI("),
    "metadata": ("DeclarativeBase", "declarative_base"),
    "engine": ("create_engine(", "create_async_engine("),
}


def doubts(source: Source, facts: Mapping[str, Fact[Any]]) -> dict[str, Fact[Any]]:
    """The facts in which a file has a say that is no Python to us, made ambiguous.

    What the user decided stays.
    """
    changed = {}
    for path in source.unparsed:
        text = source.text(path)
        for name, words in WORDS.items():
            fact = facts[name]
            decided = any(place.path == fact.flag for place in fact.evidence)
            if not decided and any(word in text for word in words):
                note = f"{path} has a say in it and cannot be parsed"
                place = Evidence(path)
                changed[name] = replace(
                    fact, confidence=Confidence.AMBIGUOUS, evidence=(place,), note=note
                )
    return changed
