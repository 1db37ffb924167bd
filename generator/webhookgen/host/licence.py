"""The licence header that files of the host begin with."""

from collections import Counter

from .candidates import certain
from .facts import Evidence, Fact
from .source import Source

SHARE = 0.9  # of the files must have it
WORDS = ("copyright", "licen", "spdx")


def find_licence(source: Source) -> Fact[str]:
    """The comment at the top of nearly all files, if it is one about rights; else empty."""
    headers: Counter[str] = Counter()
    where: dict[str, str] = {}
    filled = [path for path in source.python if source.text(path).strip()]
    for path in filled:
        header = _top_comment(source.text(path))
        if any(word in header.lower() for word in WORDS):
            headers[header] += 1
            where.setdefault(header, path)
    for header, number in headers.most_common(1):
        if number >= SHARE * len(filled):
            return certain("licence", header, Evidence(where[header], 1))
    return certain("licence", "")


def _top_comment(text: str) -> str:
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if not line.startswith("#!"):
            lines.append(line.rstrip())
    return "\n".join(lines)
