"""What an Alembic env.py says about itself."""

import ast
from dataclasses import dataclass

from .module import Module
from .source import Source
from .syntax import argument, assigned, dotted, string

FILTERS = ("include_object", "include_name")


@dataclass(frozen=True)
class EnvScript:
    """An env.py, read."""

    path: str
    module: Module | None
    target: ast.expr | None  # what target_metadata is
    is_async: bool = False
    version_table: str = "alembic_version"
    filters: tuple[str, ...] = ()


def read_env(source: Source, path: str) -> EnvScript:
    """The env.py at a path."""
    module = source.module(path)
    if module is None:
        return EnvScript(path, None, None)
    configured = module.calls_to("configure")
    given = [
        value for call in configured if (value := argument(call, "target_metadata"))
    ]
    target = given[0] if given else None
    if target is None or dotted(target):
        target = (
            assigned(module.tree.body, dotted(target) or "target_metadata") or target
        )
    return EnvScript(
        path,
        module,
        target,
        is_async="async_engine_from_config" in module.text
        or "create_async_engine" in module.text
        or "AsyncEngine" in module.text,
        version_table=_version_table(module, configured),
        filters=tuple(
            name
            for name in FILTERS
            if any(argument(call, name) is not None for call in configured)
        ),
    )


def _version_table(module: Module, configured: list[ast.Call]) -> str:
    for call in configured:
        value = argument(call, "version_table")
        if value is None:
            continue
        if isinstance(value, ast.Name):
            value = assigned(module.tree.body, value.id) or value
        return string(value) or f"{{{ast.unparse(value)}}}"
    return "alembic_version"
