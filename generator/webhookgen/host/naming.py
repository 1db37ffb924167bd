"""How the host names its constraints."""

import ast
from typing import Literal

from .env_script import EnvScript
from .module import Module
from .names import resolve
from .source import Source
from .syntax import argument, assignment, calls_to, dotted, flat

Place = Literal["", "base", "env"]


def naming_convention(
    source: Source,
    env: EnvScript | None,
    module: Module | None,
    made: ast.expr | None,
) -> tuple[dict[str, str], Place]:
    """The convention of a MetaData expression, else the one that env.py sets.

    Where it cannot be read as a dictionary it is empty, and its place is given all the same.
    """
    given = _given(source, module, made) if module and made else None
    if given is not None:
        return given, "base"
    if env and env.module:
        for statement in flat(env.module.tree.body):
            pair = assignment(statement)
            if pair and pair[0].endswith("naming_convention") and "." in pair[0]:
                return _dictionary(source, env.module, pair[1]), "env"
            if pair and (given := _given(source, env.module, pair[1])) is not None:
                return given, "env"
    if module is None and (found := _anywhere(source)) is not None:
        return found, "base"
    return {}, ""


def _anywhere(source: Source) -> dict[str, str] | None:
    """`SQLModel.metadata.naming_convention = ...` in the host's code."""
    for module in source.containing("naming_convention"):
        for statement in flat(module.tree.body):
            pair = assignment(statement)
            if pair and pair[0].endswith("metadata.naming_convention"):
                return _dictionary(source, module, pair[1])
    return None


def _given(source: Source, module: Module, made: ast.expr) -> dict[str, str] | None:
    """The convention in MetaData(naming_convention=...), or in the MetaData of that name."""
    for call in calls_to(made, "MetaData"):
        value = argument(call, "naming_convention")
        return _dictionary(source, module, value) if value is not None else None
    found = resolve(source, module, dotted(made)) if dotted(made) else None
    if found and found.module and isinstance(found.value, ast.Call):
        return _given(source, found.module, found.value)
    return None


def _dictionary(source: Source, module: Module, node: ast.expr) -> dict[str, str]:
    if dotted(node):
        found = resolve(source, module, dotted(node))
        node, module = found.value or node, found.module or module
    if isinstance(node, ast.Call) and node.args and not node.keywords:
        node = node.args[0]
    try:
        value = (
            {keyword.arg: ast.literal_eval(keyword.value) for keyword in node.keywords}
            if isinstance(node, ast.Call)
            else ast.literal_eval(node)
        )
    except ValueError:
        return {}
    return {str(key): str(text) for key, text in dict(value).items()}
