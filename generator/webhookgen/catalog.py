"""The catalogue: one record per provider, the same that the template renders from."""

import difflib
import json
from collections.abc import Iterable
from typing import Any

from .errors import UnknownProvider, UsageError
from .template import CATALOG, SOURCE

Record = dict[str, Any]
Summary = dict[str, str]

INDEX = SOURCE / "template/includes/index.json"


def provider_names() -> list[str]:
    """Every provider's key, sorted."""
    return sorted(path.stem for path in CATALOG.glob("*.json"))


def find_record(name: str) -> Record:
    """A provider's record. Raises UnknownProvider, which names similar ones."""
    names = provider_names()
    if name not in names:
        raise UnknownProvider(
            f"unknown provider {name!r}; {suggestion(name, names)} "
            "(all of them: webhookgen providers list; one of your own: webhookgen providers init)"
        )
    record: Record = json.loads((CATALOG / f"{name}.json").read_text("utf-8"))
    return record


def summaries() -> list[Summary]:
    """What a list shows of every provider, from one file instead of as many as there are."""
    found: list[Summary] = json.loads(INDEX.read_text("utf-8"))
    return found


def summary(record: Record) -> Summary:
    """What a list shows of a provider."""
    return {
        "key": record["key"],
        "name": record["name"],
        "scheme": record["scheme"]["family"],
        "confidence": record["confidence"],
        "docs": record["docs"],
    }


def matching(
    known: Iterable[Summary],
    scheme: str | None = None,
    confidence: str | None = None,
    search: str | None = None,
) -> list[Summary]:
    """Those with this scheme, this confidence and this text in key or name.

    Raises UsageError for a scheme that none has or a text that is nowhere, with similar ones.
    """
    every = list(known)
    schemes = sorted({one["scheme"] for one in every})
    if scheme and scheme not in schemes:
        hint = suggestion(scheme, schemes)
        raise UsageError(f"no provider has the scheme {scheme!r}; {hint}")
    text = (search or "").lower()
    found = [one for one in every if text in f"{one['key']} {one['name']}".lower()]
    if not found:
        hint = suggestion(text, [one["key"] for one in every])
        raise UsageError(f"no provider has {search!r} in its name; {hint}")
    return [
        one
        for one in found
        if scheme in (None, one["scheme"]) and confidence in (None, one["confidence"])
    ]


def suggestion(word: str, known: Iterable[str]) -> str:
    """What was probably meant, else what there is."""
    names = list(known)
    near = difflib.get_close_matches(word.lower(), names, n=3, cutoff=0.6)
    if word.lower() in near:
        near = [word.lower()]
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"there are {', '.join(names[:8])}{', ...' if len(names) > 8 else ''}"
