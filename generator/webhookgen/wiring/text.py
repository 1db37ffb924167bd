"""A file of the host's as lines that know their endings, so that nothing else changes."""

import ast
import io
import re
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..errors import CannotPlace

# What Python takes as the end of a line; str.splitlines also takes form feeds and more.
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
ENDING = re.compile(r"(?:\r\n|\r|\n)$")


@dataclass(frozen=True)
class Text:
    """The lines of a file, each with its own ending, and how the file was encoded."""

    path: str
    lines: tuple[str, ...]
    encoding: str = "utf-8"

    @classmethod
    def of(cls, path: str, content: bytes) -> "Text":
        """Raises CannotPlace where it is no text."""
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
            text = content.decode(encoding)
        except (SyntaxError, UnicodeDecodeError) as error:
            raise CannotPlace(path, f"cannot be read as text ({error})") from error
        return cls(path, tuple(LINE.findall(text)), encoding)

    @property
    def content(self) -> bytes:
        return "".join(self.lines).encode(self.encoding)

    @property
    def newline(self) -> str:
        """The line ending that the file uses most."""
        endings = [m[0] for line in self.lines if (m := ENDING.search(line))]
        return max(endings, key=endings.count) if endings else "\n"

    def has(self, line: str) -> bool:
        """Whether a line is there, whatever its indentation."""
        return any(known.strip() == line.strip() for known in self.lines)

    def insert(self, after: int, lines: Sequence[str]) -> "Text":
        """The text with lines below the line of that number, counted from 1; 0 is the top."""
        if not 0 <= after <= len(self.lines):
            raise CannotPlace(self.path, f"has no line {after}")
        above, below = list(self.lines[:after]), list(self.lines[after:])
        new = [line + self.newline for line in lines]
        if above and not ENDING.search(above[-1]):
            # The file's last line has no newline at its end; then the new last one has none.
            above[-1] += self.newline
            new[-1] = lines[-1]
        return replace(self, lines=(*above, *new, *below))

    def tree(self) -> ast.Module:
        """The syntax tree. Raises CannotPlace where our Python cannot read it."""
        try:
            return ast.parse(self.content)
        except (SyntaxError, ValueError) as error:
            raise CannotPlace(self.path, f"is no Python to us ({error})") from error

    def splice(self, line: int, column: int, addition: str) -> "Text":
        """The text with an addition within a line; the column counts bytes, as ast does."""
        whole = self.lines[line - 1].encode()
        changed = (whole[:column] + addition.encode() + whole[column:]).decode()
        lines = (*self.lines[: line - 1], changed, *self.lines[line:])
        return replace(self, lines=lines)


def only_adds(before: Text, after: Text) -> bool:
    """Whether every line of the one is in the other too, in the same order."""
    found = iter([line.rstrip("\r\n") for line in after.lines])
    return all(line.rstrip("\r\n") in found for line in before.lines)
