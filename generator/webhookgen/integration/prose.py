"""Comments and docstrings that fit a host's lines: the template's are up to 100 columns wide."""

import ast
import io
import re
import textwrap
import tokenize
from collections.abc import Iterable, Iterator
from itertools import groupby

TEMPLATE_WIDTH = 100
# Begins a line that is not running text: a list, a table, an address, a sign to a tool.
NO_PROSE = re.compile(r"(?:[-*|>+]|\d+\. |https?:|\w+://|ruff:|type:|noqa|!)")
QUOTES = '"""'


def fitted(source: str, width: int) -> str:
    """The source of a Python file with its prose wrapped where a line is too long.

    What the code does is the same; paragraphs that fit stay as they are.
    """
    lines = source.split("\n")
    if width >= TEMPLATE_WIDTH or all(len(line) <= width for line in lines):
        return source
    blocks = [*_comments(source), *_docstrings(source)]
    for first, last in sorted(blocks, reverse=True):
        lines[first - 1 : last] = _wrapped(lines[first - 1 : last], width)
    return "\n".join(lines)


def _comments(source: str) -> Iterator[tuple[int, int]]:
    """The first and last line of each run of comments that have their lines to themselves."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    own = [
        token.start
        for token in tokens
        if token.type == tokenize.COMMENT and token.line.lstrip().startswith("#")
    ]
    # Of one run: the line number grows as fast as the count, at the same column.
    for _, run in groupby(enumerate(own), lambda one: (one[1][0] - one[0], one[1][1])):
        rows = [row for _, (row, _) in run]
        yield rows[0], rows[-1]


def _docstrings(source: str) -> Iterator[tuple[int, int]]:
    """The first and last line of each docstring."""
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, documented) and ast.get_docstring(node, clean=False):
            text = node.body[0]
            yield text.lineno, text.end_lineno or text.lineno


def _wrapped(block: list[str], width: int) -> list[str]:
    """A comment or docstring with each paragraph wrapped that has a line too long."""
    first = block[0]
    indent = first[: len(first) - len(first.lstrip())]
    is_comment = first.lstrip().startswith("#")
    if not is_comment and not first.startswith(indent + QUOTES):
        return block
    mark = f"{indent}# " if is_comment else indent
    wrapped: list[str] = []
    for paragraph, is_prose in _paragraphs(block, mark):
        if not is_prose or all(len(line) <= width for line in paragraph):
            wrapped += paragraph
        else:
            words = " ".join(line.removeprefix(mark) for line in paragraph)
            wrapped += _lines(words, mark, width)
    if len(block) == 1 < len(wrapped) and not is_comment:
        wrapped[-1] = wrapped[-1].removesuffix(QUOTES)
        wrapped.append(indent + QUOTES)
    return wrapped


def _paragraphs(block: list[str], mark: str) -> Iterable[tuple[list[str], bool]]:
    """Lines that are one running text, or any other line by itself; and which it is."""
    paragraph: list[str] = []
    for line in block:
        text = line.removeprefix(mark)
        runs_on = line.startswith(mark) and text.strip() and not text[0].isspace()
        if runs_on and not NO_PROSE.match(text) and text != QUOTES:
            paragraph.append(line)
            continue
        if paragraph:
            yield paragraph, True
        paragraph = []
        yield [line], False
    if paragraph:
        yield paragraph, True


def _lines(words: str, mark: str, width: int) -> list[str]:
    return textwrap.wrap(
        words,
        width,
        initial_indent=mark,
        subsequent_indent=mark,
        break_long_words=False,
        break_on_hyphens=False,
    )
