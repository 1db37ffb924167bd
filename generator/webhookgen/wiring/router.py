"""The one line that mounts the module's router, and its import."""

import ast
import io
import tokenize

from ..errors import CannotPlace
from ..host.values import RouterMount
from .imports import Sorter, free_name, with_import
from .text import Text

NAMES = ("webhooks_router", "webhook_receiver_router")


def with_router(text: Text, mount: RouterMount, import_from: str, sort: Sorter) -> Text:
    """The text with the router included where the host includes its own.

    `import_from` is the beginning of the import: `from app.webhooks.router import`. Raises
    CannotPlace.
    """
    if any(import_from in line for line in text.lines):
        return text
    name = free_name(text, NAMES)
    if mount.style == "list_literal":
        wired = _in_list(text, mount, name)
    else:
        wired = _in_calls(text, mount, name)
    return with_import(wired, f"{import_from} router as {name}", sort)


def _in_calls(text: Text, mount: RouterMount, name: str) -> Text:
    call = f"{mount.variable}.include_router({name})"
    wired = text.insert(mount.insert_after_line, [mount.indent + call])
    if _function_around(wired, mount.insert_after_line + 1) != mount.function:
        where = mount.function or "no function"
        raise CannotPlace(
            text.path, f"has no line {mount.insert_after_line} in {where}"
        )
    return wired


def _function_around(text: Text, line: int) -> str | None:
    """The innermost function that the line is in; the line must be a statement of its own."""
    around = None
    found = False
    for node in ast.walk(text.tree()):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.lineno <= line <= (node.end_lineno or 0):
                around = node.name  # walk goes from outer to inner
        elif isinstance(node, ast.Expr) and node.lineno == node.end_lineno == line:
            found = True
    if not found:
        raise CannotPlace(text.path, f"has no statement that ends at line {line - 1}")
    return around


def _in_list(text: Text, mount: RouterMount, name: str) -> Text:
    """The list with one more item: on a line of its own if the others have that."""
    last = _last_item(text, mount)
    line, column = last.end_lineno or 0, last.end_col_offset or 0
    trailing_comma = _comma_after(text, line, column)
    alone = text.lines[last.lineno - 1].strip().startswith(ast.unparse(last))
    if not alone:
        return text.splice(line, column, f", {name}")
    if not trailing_comma:
        text = text.splice(line, column, ",")
    return text.insert(line, [f"{mount.indent}{name},"])


def _last_item(text: Text, mount: RouterMount) -> ast.expr:
    lists = [
        node
        for node in ast.walk(text.tree())
        if isinstance(node, ast.List)
        and node.elts
        and node.elts[-1].end_lineno == mount.insert_after_line
    ]
    if len(lists) != 1:
        raise CannotPlace(
            text.path, f"has no list of routers that ends at {mount.insert_after_line}"
        )
    return lists[0].elts[-1]


def _comma_after(text: Text, line: int, column: int) -> bool:
    """Whether a comma follows, comments and line ends aside."""
    rest = text.lines[line - 1].encode()[column:].decode()
    source = "(" + rest + "".join(text.lines[line:])
    ignored = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE}
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    next(tokens)
    return next(t.string for t in tokens if t.type not in ignored) == ","
