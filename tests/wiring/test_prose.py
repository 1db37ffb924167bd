"""Prose fits the host's lines, and the code stays what it was."""

import ast
import re
from pathlib import Path

import pytest
from webhookgen.integration.prose import fitted
from webhookgen.template import SOURCE

TEMPLATE = sorted((SOURCE / "template/project").rglob("*.py"))


def unwrapped(source: str) -> str:
    """The code, with every run of white space in a docstring as one space."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = " ".join(node.value.split())
    return ast.dump(tree)


def words_of_comments(source: str) -> list[str]:
    comments = re.findall(r"^ *# (.*)", source, re.M)
    return " ".join(comments).split()


@pytest.mark.parametrize("path", TEMPLATE, ids=lambda path: path.name)
@pytest.mark.parametrize("width", [79, 88])
def test_the_code_stays_and_fitting_again_changes_nothing(
    path: Path, width: int
) -> None:
    source = path.read_text("utf-8")

    after = fitted(source, width)

    assert unwrapped(after) == unwrapped(source)
    assert words_of_comments(after) == words_of_comments(source)
    assert fitted(after, width) == after
    for line in after.splitlines():
        if len(line) > width and line.lstrip().startswith("#"):
            assert "://" in line


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            '"""Twenty four and a few more."""\n',
            '"""Twenty four and\na few more.\n"""\n',
            id="summary",
        ),
        pytest.param(
            'def f():\n    """Short.\n\n    One two three four\n    five.\n    """\n',
            'def f():\n    """Short.\n\n    One two three\n    four five.\n    """\n',
            id="paragraph",
        ),
        pytest.param(
            "# One two three four\n# five.\n# https://x.example/a/b/c/d\nx = 1\n",
            "# One two three\n# four five.\n# https://x.example/a/b/c/d\nx = 1\n",
            id="address by itself",
        ),
        pytest.param(
            "# - one two three four\n# - five\n",
            "# - one two three four\n# - five\n",
            id="list",
        ),
        pytest.param(
            "# One two three four\n#\n# Five.\n",
            "# One two three\n# four\n#\n# Five.\n",
            id="paragraphs",
        ),
        pytest.param(
            'x = "one two three four five six"\n',
            'x = "one two three four five six"\n',
            id="no prose",
        ),
        pytest.param(
            "x = 1  # one two three four\n",
            "x = 1  # one two three four\n",
            id="behind code",
        ),
    ],
)
def test_wrapping(before: str, after: str) -> None:
    assert fitted(before, 18) == after


def test_what_fits_is_left_alone() -> None:
    source = "# One\n# two.\n"

    assert fitted(source, 18) == source
