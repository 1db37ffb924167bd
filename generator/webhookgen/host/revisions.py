"""The migrations of a host, read without Alembic: identifiers, order, heads."""

import ast
import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from .source import Source
from .syntax import assignment, parse

IDENTIFIERS = re.compile(r"^(?:revision|down_revision)\b[^=\n]*=\s*(.*)$", re.M)
# 0007, or 0007_add_users as it is written by hand.
NUMBER = re.compile(r"\d{1,6}(?=$|_[a-z])")
IdStyle = Literal["hex", "number", "date", "text"]


@dataclass(frozen=True)
class Revision:
    """One migration file."""

    path: str
    id: str
    follows: tuple[str, ...]


def read_revisions(
    source: Source, folders: tuple[str, ...], *, recursive: bool
) -> list[Revision]:
    """Every revision in the version folders, in the order of their paths."""
    pattern = "**/*.py" if recursive else "*.py"
    # From the disk, as Alembic does it: a folder that git ignores has revisions, too.
    there = {p for folder in folders for p in (source.root / folder).glob(pattern)}
    paths = sorted(path.relative_to(source.root).as_posix() for path in there)
    read = [_read(path, source.text(path)) for path in paths]
    return [revision for revision in read if revision]


def heads_of(revisions: list[Revision]) -> tuple[str, ...]:
    """The revisions that no other one follows."""
    followed = {before for revision in revisions for before in revision.follows}
    return tuple(one.id for one in revisions if one.id not in followed)


def missing(revisions: list[Revision]) -> list[tuple[Revision, str]]:
    """Revisions that follow one which is not there: Alembic does not load those."""
    ids = {revision.id for revision in revisions}
    return [
        (one, before)
        for one in revisions
        for before in one.follows
        if not any(known.startswith(before) for known in ids)
    ]


def id_style(revisions: list[Revision]) -> IdStyle:
    """How most identifiers are formed; without revisions as Alembic does it."""
    styles = Counter(_style(revision.id) for revision in revisions)
    return styles.most_common(1)[0][0] if styles else "hex"


def next_number(revisions: list[Revision]) -> str:
    """The number after the highest, as wide as the others; what follows it is aside."""
    numbers = [found[0] for one in revisions if (found := NUMBER.match(one.id))]
    highest = max(numbers, key=int)
    return str(int(highest) + 1).zfill(len(highest))


def _style(identifier: str) -> IdStyle:
    if NUMBER.match(identifier):
        return "number"
    if re.match(r"(19|20)\d{6}|(19|20)\d\d[-_.]\d\d", identifier):
        return "date"
    if re.fullmatch(r"[0-9a-f]{8,32}", identifier):
        return "hex"
    return "text"


def _read(path: str, text: str) -> Revision | None:
    """The two identifiers at the top; most files need no parser for them."""
    values: dict[str, object] = {}
    for match in IDENTIFIERS.finditer(text):
        name = re.match(r"\w+", match[0])
        try:
            values[name[0] if name else ""] = ast.literal_eval(match[1].strip())
        except (ValueError, SyntaxError):
            values = _parsed(text)
            break
    identifier, follows = values.get("revision"), values.get("down_revision")
    if not isinstance(identifier, str):
        return None
    if isinstance(follows, str):
        return Revision(path, identifier, (follows,))
    before = follows if isinstance(follows, tuple | list) else ()
    return Revision(path, identifier, tuple(map(str, before)))


def _parsed(text: str) -> dict[str, object]:
    values: dict[str, object] = {}
    tree = parse(text)
    for statement in tree.body if tree else []:
        pair = assignment(statement)
        if pair and pair[0] in ("revision", "down_revision"):
            try:
                values[pair[0]] = ast.literal_eval(pair[1])
            except ValueError:
                continue
    return values
