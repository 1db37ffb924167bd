"""Where calls stand, and what is local there: parameters, and names that get values."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from .syntax import Function, argument, assigned


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


def owns(function: Function, name: str) -> bool:
    """Whether a name is anything of a function's own: loops, with and tuples too."""
    given = (one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg))
    return name in given or name in stored(function)


def stored(function: Function) -> list[str]:
    """Every name that a function gives a value to, each time."""
    return [
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]


def assigned_once(function: Function, name: str) -> ast.expr | None:
    """What a name of a function always is."""
    if stored(function).count(name) != 1:
        return None
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            given = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(one, ast.Name) and one.id == name for one in given):
                return node.value
    return None


def given_for(function: Function, call: ast.Call, name: str) -> ast.expr | None:
    """What a call gives for a parameter; none where it leaves that to a default."""
    if any(isinstance(one, ast.Starred) for one in call.args):
        return None
    names = [one.arg for one in parameters(function)]
    only_named = {one.arg for one in function.args.kwonlyargs}
    position = None if name in only_named else names.index(name)
    return argument(call, name, position)
