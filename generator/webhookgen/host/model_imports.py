"""Which imports of a file lead to models."""

import ast

from .module import Module
from .names import find
from .source import Source
from .syntax import dotted, flat, last

NAMED_TABLES = ("__tablename__ = ", "__tablename__: ", "table=True", "table = True")
TABLES = (*NAMED_TABLES, "Table(", "mapped_column(", "Column(")
BASES = ("DeclarativeBase", "declarative_base", "as_declarative")


def model_imports(
    source: Source, module: Module, body: list[ast.stmt]
) -> list[ast.stmt]:
    """The imports in a body that lead to modules with tables, at most one package deep."""
    return [
        one
        for one in imports_in(body)
        if defines_tables(source, module, one)
        or any(
            path.endswith("__init__.py") and _registers(source, path)
            for path in targets_of(source, module, one)
        )
    ]


def _registers(source: Source, path: str) -> bool:
    package = source.module(path)
    return package is not None and any(
        defines_tables(source, package, one) for one in imports_in(package.tree.body)
    )


def defines_tables(source: Source, module: Module, statement: ast.stmt) -> bool:
    return any(
        _has_tables(source.text(path)) for path in targets_of(source, module, statement)
    )


def _has_tables(text: str) -> bool:
    """Whether a file declares tables; a Base with columns of its own declares none."""
    is_base = any(word in text for word in BASES)
    words = NAMED_TABLES if is_base else TABLES
    return any(word in text for word in words)


def targets_of(source: Source, module: Module, statement: ast.stmt) -> list[str]:
    """The host's files that an import statement names."""
    found: list[str | None] = []
    if isinstance(statement, ast.Import):
        found += [find(source, alias.name, module.path) for alias in statement.names]
    elif isinstance(statement, ast.ImportFrom):
        name = "." * statement.level + (statement.module or "")
        dot = "" if name.endswith(".") else "."
        found = [
            find(source, f"{name}{dot}{alias.name}", module.path)
            for alias in statement.names
        ]
        if not any(found):
            found = [find(source, name, module.path)]
    return [path for path in dict.fromkeys(found) if path and path != module.path]


def imports_in(body: list[ast.stmt]) -> list[ast.stmt]:
    """The imports that are made when the body runs: not those for type checkers."""
    unseen = {
        inner
        for one in flat(body)
        if isinstance(one, ast.If) and last(dotted(one.test)) == "TYPE_CHECKING"
        for inner in flat(one.body)
    }
    return [
        one
        for one in flat(body)
        if isinstance(one, ast.Import | ast.ImportFrom) and one not in unseen
    ]
