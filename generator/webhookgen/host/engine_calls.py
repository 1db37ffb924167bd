"""Every call that makes an engine or a session factory, and by which name it can be had."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from .engine_names import (
    gives,
    has_parameters,
    name_by_class,
    name_by_function,
    returned_at,
)
from .module import Module, is_migration
from .names import resolve
from .source import Source
from .syntax import (
    Function,
    argument,
    called,
    calls_to,
    dotted,
    last,
    string,
    targets,
)
from .values import EngineForm, SessionKind

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
    form: EngineForm
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
                where, form, known_as = _known(source, module, statement, call)
                yield Made(where, _kind(statement, call), form, known_as, call)
        elif isinstance(statement, ast.ClassDef):
            for call in _foreign_calls(source, module, statement, makers):
                form, known_as = name_by_class(module, statement, call)
                yield Made(module, _kind(statement, call), form, known_as, call)
        else:
            for call in _foreign_calls(source, module, statement, makers):
                value = getattr(statement, "value", None)
                # Not what is made out of an engine: sessionmaker(create_engine(...)).
                plain = gives(value, call) or (
                    isinstance(value, ast.Call) and makers is FACTORIES
                )
                form = "variable" if plain else "local"
                kind = _kind(statement, call)
                yield Made(module, kind, form, name if plain else "", call)
                break  # AsyncEngine(create_engine(...)) is one


def _known(
    source: Source, module: Module, function: Function, call: ast.Call
) -> tuple[Module, EngineForm, str]:
    """Where, as what and by which name an engine that a function makes can be had."""
    form, name = name_by_function(module, function, call)
    if form == "variable":
        return module, form, name
    position = returned_at(function, call)
    if position is None:  # it gives what it makes out of that
        return module, "local", ""
    if kept := _kept_elsewhere(source, module, function, position):
        return kept[0], "variable", kept[1]
    if has_parameters(function) and not _called_plainly(source, module, function):
        return module, "local", ""
    return module, form, name


def _kept_elsewhere(
    source: Source, module: Module, function: Function, position: int
) -> tuple[Module, str] | None:
    """A variable of another module that holds what the function makes."""
    for other in source.containing(function.name):
        for statement in other.definitions.values():
            maker = called(getattr(statement, "value", None))
            if maker and _is(source, other, maker, module, function):
                names = targets(statement)
                return other, names[min(position, len(names) - 1)]
    return None


def _called_plainly(source: Source, module: Module, function: Function) -> bool:
    """Whether the host itself calls the function without arguments anywhere."""
    return any(
        not call.args and not call.keywords
        for other in source.containing(function.name)
        for call in other.calls
        if _is(source, other, called(call), module, function)
    )


def _is(
    source: Source, where: Module, name: str, module: Module, function: Function
) -> bool:
    if last(name) != function.name:
        return False
    found = resolve(source, where, name)
    return found.module is module and found.name == function.name


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
