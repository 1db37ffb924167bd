"""Every parameter of the host that is a database session by Depends(...)."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .facts import Evidence
from .module import Module
from .names import Found, dotted_path, resolve
from .source import Source
from .syntax import Function, argument, called, calls, dotted, last, parse, string
from .values import ImportRoot, Symbol

WRAPPERS = (
    "Generator",
    "AsyncGenerator",
    "Iterator",
    "AsyncIterator",
    "Iterable",
    "AsyncIterable",
    "Annotated",
    "Optional",
    "Union",
)
SESSIONS = ("Session", "AsyncSession", "scoped_session", "async_scoped_session")


@dataclass(frozen=True)
class Use:
    """A parameter of the host that is a session by Depends."""

    dependency: Found
    alias: Symbol | None
    annotation: str  # as resolved: sqlmodel.Session
    evidence: Evidence
    scope: str = ""  # "function": the dependency ends before the answer


def session_uses(source: Source, imports: ImportRoot) -> Iterator[Use]:
    aliases = dict(_aliases(source, imports))
    for module in source.containing("Depends", *{alias.name for alias in aliases}):
        for function in module.functions:
            for parameter in _annotated(function):
                place = Evidence(module.path, parameter[0].lineno)
                if use := _use(source, module, *parameter, place):
                    yield use
                elif name := dotted(parameter[0].annotation):
                    found = resolve(source, module, name)
                    if found.module:
                        symbol = Symbol(
                            dotted_path(found.module.path, imports.directory),
                            found.name,
                        )
                        if symbol in aliases:
                            yield replace(aliases[symbol], alias=symbol, evidence=place)


def _annotated(
    function: Function,
) -> Iterator[tuple[ast.arg, ast.expr | None]]:
    """The parameters of a function with their defaults."""
    given = function.args
    positional = given.posonlyargs + given.args
    defaults = [None] * (len(positional) - len(given.defaults)) + list(given.defaults)
    yield from zip(positional, defaults, strict=True)
    yield from zip(given.kwonlyargs, given.kw_defaults, strict=True)


def _use(
    source: Source,
    module: Module,
    parameter: ast.arg,
    default: ast.expr | None,
    place: Evidence,
) -> Use | None:
    annotation = parameter.annotation
    depends = [default] if last(called(default)) == "Depends" else []
    if isinstance(annotation, ast.Subscript) and last(dotted(annotation.value)) == (
        "Annotated"
    ):
        parts = getattr(annotation.slice, "elts", [])
        depends += [one for one in parts[1:] if last(called(one)) == "Depends"]
        annotation = parts[0] if parts else None
    if not depends or not isinstance(depends[0], ast.Call) or not depends[0].args:
        return None
    given = depends[0].args[0]
    name = dotted(given) or called(given)
    if not name:
        return None
    found = resolve(source, module, name)
    # What the dependency says it gives counts for more: annotations of parameters can lie.
    kind = _session_given(source, found, annotation) or _session_class(
        source, module, annotation
    )
    scope = string(argument(depends[0], "scope")) or ""
    return Use(found, None, kind, place, scope) if kind else None


def _session_class(
    source: Source, module: Module, node: ast.AST | None, hops: int = 4
) -> str:
    """The full name of the session class in an annotation; empty for something else."""
    for name in _classes(node) if hops else ():
        found = resolve(source, module, name)
        if found.module is None:
            if last(found.name) in SESSIONS and _is_of_orm(found.name):
                return found.name
        elif last(name).endswith("Session"):
            # The host's own subclass, or another name for it.
            bases = getattr(found.statement, "bases", [found.value])
            for base in bases:
                if full := _session_class(source, found.module, base, hops - 1):
                    return full
    return ""


def _is_of_orm(name: str) -> bool:
    """Whether a class may be a database's: boto3, requests and more have sessions too."""
    package, dot, _ = name.partition(".")
    return not dot or package in ("sqlalchemy", "sqlmodel")


def _classes(node: ast.AST | None) -> Iterator[str]:
    """The classes in an annotation, out of unions and of what generators yield.

    Not those in others: a factory of sessions is no session.
    """
    if (text := string(node)) is not None:
        tree = parse(text)
        yield from _classes(getattr(tree.body[0], "value", None) if tree else None)
    elif isinstance(node, ast.BinOp):
        yield from _classes(node.left)
        yield from _classes(node.right)
    elif isinstance(node, ast.Subscript) and last(dotted(node.value)) in WRAPPERS:
        for one in getattr(node.slice, "elts", [node.slice]):
            yield from _classes(one)
    elif isinstance(node, ast.Call):  # NewType("AsyncSession", _AsyncSession)
        for one in node.args:
            yield from _classes(one)
    elif name := dotted(node):
        yield name


def _session_given(source: Source, found: Found, annotation: ast.expr | None) -> str:
    """The session class of a dependency, by its return type, else by what it yields."""
    module, function = found.module, found.statement
    if module is None or not isinstance(function, Function):
        return ""
    if function.returns is not None:
        return _session_class(source, module, function.returns)
    yields = any(isinstance(node, ast.Yield) for node in ast.walk(function))
    if annotation is not None or not yields:
        return ""
    for call in calls(function):
        name = called(call)
        origin = resolve(source, module, name) if name else None
        made = last(called(origin.value)) if origin else ""
        if made.endswith(("sessionmaker", "scoped_session")):
            is_async = isinstance(function, ast.AsyncFunctionDef)
            return "sqlalchemy.AsyncSession" if is_async else "sqlalchemy.Session"
    return ""


def _aliases(source: Source, imports: ImportRoot) -> Iterator[tuple[Symbol, Use]]:
    """`SessionDep = Annotated[Session, Depends(get_db)]`."""
    for module in source.containing("Annotated"):
        for name, statement in module.definitions.items():
            value = getattr(statement, "value", None)
            if not isinstance(value, ast.Subscript):
                continue
            place = Evidence(module.path, statement.lineno)
            as_parameter = ast.arg(arg=name, annotation=value)
            if use := _use(source, module, as_parameter, None, place):
                yield Symbol(dotted_path(module.path, imports.directory), name), use


def takes_request(statement: ast.stmt | None) -> bool:
    """Whether a dependency gets the request, or the connection of a WebSocket."""
    return isinstance(statement, Function) and any(
        last(dotted(one.annotation)) in ("Request", "HTTPConnection", "WebSocket")
        for one in statement.args.args
    )
