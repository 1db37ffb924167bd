"""The template has moved on since the module was written."""

import re
from collections.abc import Iterator

from .. import __version__
from .case import Case
from .findings import Check, Finding, Level, NotChecked, Rule

COMMIT = re.compile(r"^_commit: *['\"]?v?(\d+(?:\.\d+)*)", re.MULTILINE)

DUE = Rule(
    "update-due",
    Level.NOTE,
    "An update of the template is due",
    "What was mended in the template since then is not in your code: it is yours, and nobody "
    "changes it for you.",
    "Read in webhookgen's CHANGELOG.md what changed in generated code; {merge}.",
)
# Each application of the template has its answers, and in a host the files lie elsewhere.
ANSWERS = (".copier-answers.yml", ".webhookgen/*.yml")
BY_COPIER = "`copier update` merges it with your changes"
BY_HAND = "what you want of it, take over by hand"


def look(case: Case) -> Iterator[Finding]:
    root = case.module.root
    paths = [path for pattern in ANSWERS for path in sorted(root.glob(pattern))]
    older, versions = [], []
    for path in paths:
        match = COMMIT.search(path.read_text("utf-8"))
        versions += [match[1]] if match else []
        if match and _number(match[1]) < _number(__version__):
            line = match.string.count("\n", 0, match.start()) + 1
            older.append(f"{path.relative_to(root).as_posix()}:{line}")
    if older:
        merge = BY_COPIER if case.module.is_service else BY_HAND
        what = (
            f"written by {min(versions, key=_number)}, and {__version__} is installed"
        )
        yield DUE.found(what, *older, merge=merge)
    elif not versions:
        raise NotChecked("no answers file says which version of the template was used")


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))


CHECK = Check("template", (DUE,), look)
