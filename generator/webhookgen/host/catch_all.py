"""What answers every path, and so must stay the last."""

import ast

from .includes import Include, Includes, Router
from .module import Module
from .source import Source
from .syntax import Function, argument, assigned, dotted, string


def first_catch_all(
    source: Source,
    includes: Includes | None,
    module: Module,
    function: Function | None,
    siblings: list[Include],
) -> int | None:
    """The first line of what answers every path: a mount at "/", or a route with a path."""
    lines = []
    for statement in function.body if function else module.tree.body:
        if isinstance(statement, Function):
            if any(_takes_all(one) for one in statement.decorator_list):
                lines.append(min(one.lineno for one in statement.decorator_list))
        elif any(_takes_all(node) for node in ast.walk(statement)):
            lines.append(statement.lineno)
    for one in siblings:
        if includes and one.child and not argument(one.site.call, "prefix"):
            child = source.module(includes.canonical(one.child).path)
            if child and child is not module and _takes_all_routes(child, one.child):
                lines.append(one.site.statement.lineno)
    return min(lines, default=None)


def _takes_all_routes(module: Module, router: Router) -> bool:
    made = assigned(module.tree.body, router.name)
    if isinstance(made, ast.Call) and argument(made, "prefix"):
        return False
    return any(
        _takes_all(one)
        for function in module.functions
        for one in function.decorator_list
        if dotted(getattr(one, "func", None)).startswith(f"{router.name}.")
    )


def _takes_all(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    path = string(argument(node, "path", 0))
    if path is None:
        return False
    if node.func.attr == "mount":
        return path in ("", "/")
    return path.startswith("/{") and path.endswith(":path}")
