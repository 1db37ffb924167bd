"""What an edit of a file added, so that it can be taken out again."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from ..wiring.text import LINE


@dataclass(frozen=True)
class Hunk:
    """Lines that stand where others stood; `line` is where they begin, counted from 1."""

    line: int
    added: tuple[str, ...]
    removed: tuple[str, ...] = ()


def hunks(before: bytes, after: bytes) -> list[Hunk]:
    """The difference between two contents of a file, from its top to its end."""
    old, new = _lines(before), _lines(after)
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    return [
        Hunk(new_from + 1, tuple(new[new_from:new_to]), tuple(old[old_from:old_to]))
        for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes()
        if kind != "equal"
    ]


def taken_out(content: bytes, edits: Sequence[Hunk]) -> tuple[bytes, list[Hunk]]:
    """The content without the edits, and those that are not found there any more.

    Each is looked for at its line first, then anywhere, provided that it stands there once.
    """
    lines, missing = _lines(content), []
    for hunk in sorted(edits, key=lambda h: h.line, reverse=True):
        at = _find(lines, hunk)
        if at is None:
            missing.append(hunk)
        else:
            lines[at : at + len(hunk.added)] = hunk.removed
    return "".join(lines).encode("utf-8", "surrogateescape"), missing[::-1]


def _find(lines: Sequence[str], hunk: Hunk) -> int | None:
    size = len(hunk.added)
    places = [
        start
        for start in range(len(lines) - size + 1)
        if tuple(lines[start : start + size]) == hunk.added
    ]
    if hunk.line - 1 in places:
        return hunk.line - 1
    return places[0] if len(places) == 1 else None


def _lines(content: bytes) -> list[str]:
    # Whatever the encoding is: bytes that are no UTF-8 come back as they were.
    return LINE.findall(content.decode("utf-8", "surrogateescape"))
