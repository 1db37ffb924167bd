"""Every call that makes an engine or a session factory, and by which name it can be had."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .names import resolve
from .source import Module, Source, is_migration
from .syntax import (
    Function,
    argument,
    called,
    calls_to,
    dotted,
    flat,
    last,
    string,
    targets,
)
from .values import SessionKind

Form = Literal["variable", "function", "attribute", "local"]
ENGINES = ("create_engine", "create_async_engine")
FACTORIES = (
    "sessionmaker",
    "async_sessionmaker",
    "scoped_session",
    "async_scoped_session",
)


@dataclass(frozen=True)
class Made:
    """An engine or a session factory: `name` is empty where it cannot be imported."""

    module: Module
    kind: SessionKind
    form: Form
    name: str
    call: ast.Call


def engines(source: Source) -> list[Made]:
    """Every engine of the host's own code; those that create databases are aside."""
    return [
        made
        for module in source.containing(*ENGINES)
        if not is_migration(module)
        for made in _made(source, module, ENGINES)
        if string(argument(made.call, "isolation_level")) != "AUTOCOMMIT"
    ]


def has_sessions(made: Made) -> bool:
    """Whether session factories are made where the engine is."""
    return any(
        made.call in ast.walk(statement) and calls_to(statement, *FACTORIES)
        for statement in made.module.definitions.values()
    )


def session_factories(source: Source) -> list[Made]:
    """Every session factory that can be imported."""
    return [
        made
        for module in source.containing(*FACTORIES)
        for made in _made(source, module, FACTORIES)
        if made.form in ("variable", "attribute")
    ]


def _made(source: Source, module: Module, makers: tuple[str, ...]) -> Iterator[Made]:
    for name, statement in module.definitions.items():
        if isinstance(statement, Function):
            for call in _foreign_calls(source, module, statement, makers):
                form, known_as = _of_function(module, statement, call)
                yield Made(module, _kind(statement, call), form, known_as, call)
        elif isinstance(statement, ast.ClassDef):
            for call in _foreign_calls(source, module, statement, makers):
                known_as = _of_class(source, module, statement, call)
                form = "attribute" if known_as else "local"
                yield Made(module, _kind(statement, call), form, known_as, call)
        else:
            for call in _foreign_calls(source, module, statement, makers):
                value = getattr(statement, "value", None)
                plain = isinstance(value, ast.Call)
                form = "variable" if plain else "local"
                kind = _kind(statement, call)
                yield Made(module, kind, form, name if plain else "", call)
                break  # AsyncEngine(create_engine(...)) is one


def _foreign_calls(
    source: Source, module: Module, node: ast.AST, makers: tuple[str, ...]
) -> list[ast.Call]:
    """The calls to SQLAlchemy's function, not to one of the host's of the same name."""
    return [
        call
        for call in calls_to(node, *module.known_as(*makers))
        if resolve(source, module, called(call)).module is None
    ]


def _kind(statement: ast.stmt, call: ast.Call) -> SessionKind:
    wrapped = any(
        call in ast.walk(outer) for outer in calls_to(statement, "AsyncEngine")
    )
    given = argument(call, "class_", 1)
    is_async = wrapped or "async" in called(call)
    return "async" if is_async or "Async" in last(dotted(given)) else "sync"


def _of_function(
    module: Module, function: Function, call: ast.Call
) -> tuple[Form, str]:
    """A variable made by the function; else the function, if it can simply be called."""
    position = _returned_at(function, call)
    if position is None:
        return "local", ""
    for statement in module.definitions.values():
        if called(getattr(statement, "value", None)) == function.name:
            names = targets(statement)
            return "variable", names[min(position, len(names) - 1)]
    if getter := _getter(module, function):
        return "function", getter.name
    return ("local", "") if _required(function) else ("function", function.name)


def _getter(module: Module, function: Function) -> Function | None:
    """The function that keeps the engine which another one makes: get_engine."""
    for other in module.definitions.values():
        if not isinstance(other, Function) or other is function or _required(other):
            continue
        made = calls_to(other, function.name)
        if made and _returned_at(other, made[0]) is not None:
            return other
    return None


def _required(function: Function) -> int:
    """How many arguments a call must give."""
    given = function.args
    positional = len(given.posonlyargs + given.args) - len(given.defaults)
    return positional + given.kw_defaults.count(None)


def _returned_at(function: Function, call: ast.Call) -> int | None:
    """The place of the engine in what a function returns: 1 in `return factory, engine`."""
    names = [
        name
        for statement in flat(function.body)
        if isinstance(statement, ast.Assign) and _gives(statement.value, call)
        for name in targets(statement)
    ]
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            for position, one in enumerate(getattr(node.value, "elts", [node.value])):
                if _gives(one, call) or dotted(one) in names:
                    return position
    return None


def _gives(value: ast.expr, call: ast.Call) -> bool:
    """Whether a value is what the call makes, and not something made out of that."""
    if isinstance(value, ast.IfExp):
        return _gives(value.body, call) or _gives(value.orelse, call)
    if last(called(value)) == "AsyncEngine" and isinstance(value, ast.Call):
        return call in value.args
    return value is call


def _of_class(
    source: Source, module: Module, owner: ast.ClassDef, call: ast.Call
) -> str:
    """`db.engine` where `db` is an instance in the same module; empty otherwise."""
    attribute = _attribute(owner, call)
    for name, statement in module.definitions.items():
        if attribute and called(getattr(statement, "value", None)) == owner.name:
            return f"{name}.{attribute}"
    return ""


def _attribute(owner: ast.ClassDef, call: ast.Call) -> str:
    """The attribute that the call is kept in, or the property that returns it."""
    for method in owner.body:
        if not isinstance(method, Function):
            continue
        for statement in flat(method.body):
            value = getattr(statement, "value", None)
            if value is None or call not in ast.walk(value):
                continue
            for target in getattr(
                statement, "targets", [getattr(statement, "target", 0)]
            ):
                if dotted(target).startswith("self."):
                    return dotted(target).removeprefix("self.")
            is_property = any("property" in dotted(d) for d in method.decorator_list)
            if isinstance(statement, ast.Return) and is_property:
                return method.name
    return ""
