"""Small questions to a syntax tree."""

import ast
import re
from collections.abc import Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef

BRACKETS = r"\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\]"
# What Python 3.12 and 3.14 added, written so that Python 3.11 reads it. Lines stay lines.
NEWER_SYNTAX = (
    (re.compile(r"^(\s*except\*?\s+)([\w.]+(?:\s*,\s*[\w.]+)+)\s*:", re.M), r"\1(\2):"),
    (re.compile(rf"^(\s*(?:class|(?:async )?def)\s+\w+){BRACKETS}", re.M), r"\1"),
    (re.compile(rf"^(\s*)type (\w+)(?:{BRACKETS})? =", re.M), r"\1\2 ="),
)


def parse(text: str) -> ast.Module | None:
    """The tree of a file; None where even newer syntax does not explain it."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        pass
    for pattern, older in NEWER_SYNTAX:
        text = pattern.sub(older, text)
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return None


def dotted(node: ast.AST | None) -> str:
    """`a.b.c` of a name or attribute; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (owner := dotted(node.value)):
        return f"{owner}.{node.attr}"
    return ""


def last(name: str) -> str:
    """`c` of `a.b.c`."""
    return name.rpartition(".")[2]


def called(node: ast.AST | None) -> str:
    """The dotted name of what is called; empty where nothing is, or by no name."""
    return dotted(node.func) if isinstance(node, ast.Call) else ""


def argument(call: ast.Call, name: str, position: int | None = None) -> ast.expr | None:
    """An argument by keyword, or by its position."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    if position is not None and position < len(call.args):
        return call.args[position]
    return None


def string(node: ast.AST | None) -> str | None:
    """The value of a string literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def calls(node: ast.AST) -> Iterator[ast.Call]:
    """Every call in it, at any depth."""
    return (child for child in ast.walk(node) if isinstance(child, ast.Call))


def calls_to(node: ast.AST, *names: str) -> list[ast.Call]:
    """The calls in it whose last name is one of these: `FastAPI`, `fastapi.FastAPI`."""
    return [call for call in calls(node) if last(called(call)) in names]


def assignment(statement: ast.stmt) -> tuple[str, ast.expr] | None:
    """The one target and the value of `x = ...` or `x: T = ...`."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target: ast.expr = statement.targets[0]
        value = statement.value
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target, value = statement.target, statement.value
    else:
        return None
    name = dotted(target)
    return (name, value) if name else None


def flat(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body with those of its if, try, with and for blocks."""
    for statement in body:
        yield statement
        for name in ("body", "orelse", "finalbody"):
            if not isinstance(statement, Function | ast.ClassDef):
                yield from flat(getattr(statement, name, []))
        for handler in getattr(statement, "handlers", []):
            yield from flat(handler.body)


def targets(statement: ast.stmt) -> list[str]:
    """The names that an assignment gives values to, those of `a, b = ...` too."""
    given = getattr(statement, "targets", [getattr(statement, "target", None)])
    flat_targets = [
        one for target in given for one in getattr(target, "elts", [target])
    ]
    return [name for one in flat_targets if (name := dotted(one))]


def assigned(body: list[ast.stmt], name: str) -> ast.expr | None:
    """What a name gets in a body, the last time."""
    return next(reversed(all_assigned(body, name)), None)


def all_assigned(body: list[ast.stmt], name: str) -> list[ast.expr]:
    """Everything that a name gets in a body, in order."""
    pairs = (assignment(statement) for statement in flat(body))
    return [pair[1] for pair in pairs if pair and pair[0] == name]


def end(node: ast.stmt | ast.expr) -> int:
    """Its last line."""
    return node.end_lineno or node.lineno
