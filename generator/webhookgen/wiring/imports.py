"""One more import at the top of a file."""

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from ..errors import CannotPlace
from .text import LINE, Text, only_adds

# Sorts the imports of a source as the host's own tools do; the path says which file it is.
Sorter = Callable[[str, str], str]
# The comment that a line needs in a source, so that the host's linters say nothing of it.
Excuses = Callable[[str, str, str], str]


def with_import(
    text: Text, statement: str, sort: Sorter, after: int | None = None
) -> Text:
    """The text with an import at its top: where the host's sorting puts it, if it sorts.

    A sorter that would move anything else is not followed; then the import stands below the
    line `after`, or below the last one.
    """
    tree = text.tree()
    if any(text.lines[n.lineno - 1].strip() == statement for n in _imports(tree)):
        return text
    inserted = text.insert(_last_import(tree) if after is None else after, [statement])
    sorted_lines = LINE.findall(sort(text.path, "".join(inserted.lines)))
    candidate = replace(text, lines=tuple(sorted_lines))
    if only_adds(text, candidate) and candidate.has(statement):
        return candidate
    inserted.tree()
    return inserted


def import_statement(
    file: str, directory: str, package: str, module: str, names: str, *, relative: bool
) -> str:
    """`from package.module import names` for a file, relative where its own imports are.

    `directory` is where the package lies. A relative import never leaves the top package.
    """
    if not relative:
        return f"from {package}.{module} import {names}"
    here, there = PurePosixPath(file).parent.parts, PurePosixPath(directory).parts
    shared = 0
    while shared < min(len(here), len(there)) and here[shared] == there[shared]:
        shared += 1
    if shared <= len(there) - len(package.split(".")):
        return f"from {package}.{module} import {names}"
    dots = "." * (len(here) - shared + 1)
    return f"from {dots}{'.'.join([*there[shared:], module])} import {names}"


def free_name(text: Text, wanted: Sequence[str]) -> str:
    """The first name that nothing in the file goes by yet. Raises CannotPlace."""
    taken = set()
    for node in ast.walk(text.tree()):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name):
                taken.add(name)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                taken.add(node.name)
            case ast.alias(name=name, asname=alias):
                taken.add(alias or name.split(".")[0])
    for name in wanted:
        if name not in taken:
            return name
    raise CannotPlace(text.path, f"already uses the names {', '.join(wanted)}")


def _imports(tree: ast.Module) -> list[ast.stmt]:
    return [n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)]


def _last_import(tree: ast.Module) -> int:
    """The line below which an import may stand: the last one's, or the docstring's."""
    imports = _imports(tree)
    if imports:
        return imports[-1].end_lineno or imports[-1].lineno
    if tree.body and ast.get_docstring(tree, clean=False) is not None:
        return tree.body[0].end_lineno or 0
    return 0
