"""The catalogue: one record per provider, the same that the template renders from."""

import difflib
import json
from collections.abc import Iterable
from typing import Any

from .errors import UnknownProvider
from .template import CATALOG

Record = dict[str, Any]


def provider_names() -> list[str]:
    """Every provider's key, sorted."""
    return sorted(path.stem for path in CATALOG.glob("*.json"))


def find_record(name: str) -> Record:
    """A provider's record. Raises UnknownProvider, which names similar ones."""
    names = provider_names()
    if name not in names:
        raise UnknownProvider(
            f"unknown provider {name!r}; {suggestion(name, names)} "
            "(all of them: webhookgen providers list)"
        )
    record: Record = json.loads((CATALOG / f"{name}.json").read_text("utf-8"))
    return record


def suggestion(word: str, known: Iterable[str]) -> str:
    """What was probably meant, else what there is."""
    names = list(known)
    near = difflib.get_close_matches(word.lower(), names, n=3, cutoff=0.6)
    if word.lower() in near:
        near = [word.lower()]
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"there are {', '.join(names[:8])}{', ...' if len(names) > 8 else ''}"
