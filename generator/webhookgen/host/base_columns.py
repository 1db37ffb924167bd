"""The columns that every model of a host inherits from its Base."""

import ast

from .module import Module
from .names import resolve
from .source import Source
from .syntax import Function, called, calls_to, dotted, last
from .values import BaseColumn

MAKERS = ("mapped_column", "Column")
Class = tuple[Module, ast.stmt]


def bases_of(source: Source, module: Module, statement: ast.stmt | None) -> list[Class]:
    """The host's own classes that a class inherits from, nearest first."""
    found: list[Class] = []
    if isinstance(statement, ast.ClassDef):
        named = [dotted(base) for base in statement.bases]
    elif (value := getattr(statement, "value", None)) is not None:
        # declarative_base(cls=Mixin)
        named = [
            dotted(keyword.value)
            for call in calls_to(value, "declarative_base")
            for keyword in call.keywords
            if keyword.arg == "cls"
        ]
    else:
        named = []
    for name in filter(None, named):
        origin = resolve(source, module, name)
        if origin.module and isinstance(origin.statement, ast.ClassDef):
            found.append((origin.module, origin.statement))
            found += bases_of(source, origin.module, origin.statement)
    return found


def columns_of(source: Source, classes: list[Class]) -> tuple[BaseColumn, ...]:
    """The columns of the classes; of two of one name the nearer class has its way."""
    found: dict[str, BaseColumn] = {}
    for module, owner in classes:
        for statement in getattr(owner, "body", []):
            column = _column(module, statement)
            if column:
                found.setdefault(column.name, column)
    return tuple(found.values())


def _column(module: Module, statement: ast.stmt) -> BaseColumn | None:
    if isinstance(statement, ast.AnnAssign):
        name, value = dotted(statement.target), statement.value
        annotation = ast.unparse(statement.annotation)
        if not annotation.startswith(("Mapped[", "orm.Mapped[", "so.Mapped[")):
            return None
        # A relationship is mapped too, and is no column.
        if value is not None and last(called(value)) in ("relationship", "synonym"):
            return None
    elif isinstance(statement, ast.Assign) and last(called(statement.value)) in MAKERS:
        name, value, annotation = dotted(statement.targets[0]), statement.value, ""
    elif isinstance(statement, Function) and _is_declared(statement):
        made = calls_to(statement, *MAKERS)
        if not made:
            return None
        name, value, annotation = statement.name, made[0], ""
    else:
        return None
    written = ast.unparse(value) if value is not None else ""
    return BaseColumn(name, annotation, written, module.path, statement.lineno)


def _is_declared(function: Function) -> bool:
    return any(
        last(dotted(one)) in ("declared_attr", "directive")
        for one in function.decorator_list
    )
