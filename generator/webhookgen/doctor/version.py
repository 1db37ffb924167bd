"""The template has moved on since the module was written."""

import re
from collections.abc import Iterator

from .. import __version__
from ..host.source import LINE_END
from .case import Case
from .findings import Check, Finding, Level, NotChecked, Rule

COMMIT = re.compile(r"^_commit: *['\"]?v?(\d+(?:\.\d+)*)", re.MULTILINE)

DUE = Rule(
    "update-due",
    Level.NOTE,
    "An update of the template is due",
    "What was mended in the template since then is not in your code: it is yours, and nobody "
    "changes it for you.",
    "Read in CHANGELOG.md what changed in generated code; {update} merges it with your changes.",
)


def look(case: Case) -> Iterator[Finding]:
    path = case.module.answers
    file = case.module.root / path
    match = COMMIT.search(file.read_text("utf-8")) if file.exists() else None
    if match is None:
        raise NotChecked(f"{path} does not say which version of the template was used")
    if _number(match[1]) < _number(__version__):
        line = len(LINE_END.findall(match.string[: match.start()])) + 1
        yield DUE.found(
            f"written by {match[1]}, and webhookgen {__version__} is installed",
            f"{path}:{line}",
            update=f"copier update --answers-file {path}",
        )


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))


CHECK = Check("template", (DUE,), look)
