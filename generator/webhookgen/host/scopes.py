"""Calls with where they stand: the function, the outermost statement in it, the loop."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from .syntax import Function, assigned


@dataclass(frozen=True)
class Site:
    """One call. `function` is None at the top of a module."""

    call: ast.Call
    function: Function | None
    statement: ast.stmt
    loop: ast.For | None


def sites(tree: ast.Module) -> Iterator[Site]:
    """Every call of a module, in the order of the code."""
    yield from _visit(tree, None, None, None)


def _visit(
    node: ast.AST,
    function: Function | None,
    statement: ast.stmt | None,
    loop: ast.For | None,
) -> Iterator[Site]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield from _visit(child, child, None, None)
        elif isinstance(child, ast.ClassDef):
            yield from _visit(child, function, None, None)
        else:
            outer = statement
            if outer is None and isinstance(child, ast.stmt):
                outer = child
            inside = child if isinstance(child, ast.For) else loop
            if isinstance(child, ast.Call) and outer is not None:
                yield Site(child, function, outer, inside)
            yield from _visit(child, function, outer, inside)


def parameters(function: Function) -> list[ast.arg]:
    """The parameters that a call can fill by position, without self; then the others."""
    given = function.args.posonlyargs + function.args.args
    if given and given[0].arg in ("self", "cls"):
        given = given[1:]
    return given + function.args.kwonlyargs


def is_local(function: Function, name: str) -> bool:
    """Whether a name belongs to a function."""
    if any(parameter.arg == name for parameter in parameters(function)):
        return True
    return assigned(function.body, name) is not None
