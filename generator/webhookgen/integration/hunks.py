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


def ends_open(content: bytes) -> bool:
    """Whether the last line has no newline at its end."""
    return bool(content) and not content.endswith((b"\n", b"\r"))


def hunks(before: bytes, after: bytes) -> tuple[Hunk, ...]:
    """The difference between two contents of a file; a newline at the very end is none."""
    old, new = _lines(before), _lines(after)
    plain = [line.rstrip("\r\n") for line in old], [line.rstrip("\r\n") for line in new]
    matcher = difflib.SequenceMatcher(None, *plain, autojunk=False)
    return tuple(
        Hunk(new_from + 1, tuple(new[new_from:new_to]), tuple(old[old_from:old_to]))
        for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes()
        if kind != "equal"
    )


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


def closed(content: bytes) -> bytes:
    """The content without the newline at its end."""
    return content.removesuffix(b"\n").removesuffix(b"\r")


def _find(lines: Sequence[str], hunk: Hunk) -> int | None:
    wanted = [line.rstrip("\r\n") for line in hunk.added]
    plain = [line.rstrip("\r\n") for line in lines]
    size = len(wanted)
    starts = range(len(plain) - size + 1)
    places = [start for start in starts if plain[start : start + size] == wanted]
    if hunk.line - 1 in places:
        return hunk.line - 1
    return places[0] if len(places) == 1 else None


def _lines(content: bytes) -> list[str]:
    # Whatever the encoding is: bytes that are no UTF-8 come back as they were.
    return LINE.findall(content.decode("utf-8", "surrogateescape"))
