"""Secrets of sources that are gone."""

import os
import re
from collections.abc import Iterator

from .case import Case
from .findings import Check, Finding, Level, Rule

NAME = re.compile(
    r"^\s*(?:export\s+)?(WEBHOOKS_(\w+)_(?:SECRETS|VERIFY_TOKENS))\s*=\s*\S"
)

LEFT = Rule(
    "secret-left",
    Level.WARNING,
    "A secret of a source that is gone is left",
    "Nothing reads it any more, and whoever gets hold of it can still sign with it where it was "
    "not revoked.",
    "Take {names} out, and revoke the secret at the provider.",
)


def look(case: Case) -> Iterator[Finding]:
    known = {source.upper() for source in case.sources}
    file = case.module.env_file
    path = case.module.root / file
    lines = path.read_text("utf-8", "replace").splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        match = NAME.match(line)
        if match and match[2] not in known:
            yield _left(match, f"{file}:{number}")
    for name, value in sorted(os.environ.items()):
        match = NAME.match(f"{name}={value}")
        if match and match[2] not in known:
            yield _left(match, "environment")


def _left(match: re.Match[str], place: str) -> Finding:
    what = f"{match[1]} is set, and there is no source {match[2].lower()}"
    return LEFT.found(what, place, names=match[1])


CHECK = Check("leftovers", (LEFT,), look)
