"""How routes get their session: counted over the Depends(...) of the host, not by name."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .candidates import Candidate, Choice, settle
from .facts import Confidence, Evidence, Fact
from .names import Found, dotted_path, resolve
from .source import Module, Source
from .syntax import Function, called, calls, calls_to, dotted, functions, last, string
from .values import (
    CommitPolicy,
    EngineStyle,
    ImportRoot,
    SessionKind,
    SessionStyle,
    Symbol,
)

FLAG = "--session"
SESSIONS = ("Session", "AsyncSession", "scoped_session", "async_scoped_session")


@dataclass(frozen=True)
class Use:
    """A parameter of the host that is a session by Depends."""

    dependency: Found
    alias: Symbol | None
    annotation: str  # as resolved: sqlmodel.Session
    evidence: Evidence


def find_session(
    source: Source,
    imports: ImportRoot,
    engine: EngineStyle | None,
    choice: Choice | None,
) -> Fact[SessionStyle]:
    """The kind of session that most routes use, and the dependency that gives it."""
    uses: dict[tuple[Module | None, str], list[Use]] = {}
    for use in _uses(source, imports):
        uses.setdefault((use.dependency.module, use.dependency.name), []).append(use)
    styles = [_style(source, imports, found) for found in uses.values()]
    styles.sort(key=lambda style: -style[0].used)
    if choice is None:
        styles = _majority(styles)
    candidates = [
        Candidate(
            str(style.dependency or style.kind),
            style,
            (evidence,),
            Confidence.CERTAIN if style.used > 1 else Confidence.LIKELY,
        )
        for style, evidence in styles
    ]
    candidates += _kinds(source, engine, styles) if choice or not candidates else []
    missing = "no route takes a session by Depends(...), and there is no engine"
    return settle("session", FLAG, candidates, choice, missing)


def _majority(
    styles: list[tuple[SessionStyle, Evidence]],
) -> list[tuple[SessionStyle, Evidence]]:
    """The most used one; of sync and async, both where neither has three times the other."""
    by_kind = Counter[SessionKind]()
    for style, _ in styles:
        by_kind[style.kind] += style.used
    first = {}
    for style, evidence in styles:
        first.setdefault(style.kind, (style, evidence))
    most = max(by_kind.values(), default=0)
    return [first[kind] for kind in first if by_kind[kind] * 3 > most]


def _kinds(
    source: Source,
    engine: EngineStyle | None,
    styles: list[tuple[SessionStyle, Evidence]],
) -> list[Candidate[SessionStyle]]:
    """Without a dependency: by the kind of engine, or as the user says."""
    kinds: list[SessionKind] = [engine.kind] if engine else []
    if styles:
        kinds = ["sync", "async"]
    library = "sqlmodel" if any(source.containing("from sqlmodel import")) else None
    return [
        Candidate(
            kind,
            SessionStyle(
                kind, library or "sqlalchemy", None, None, "explicit", "module", 0
            ),
            (Evidence(engine.file),) if engine else (),
            Confidence.LIKELY,
            "no route takes a session by Depends(...); this is the engine's kind",
        )
        for kind in kinds
    ]


def _uses(source: Source, imports: ImportRoot) -> Iterator[Use]:
    aliases = dict(_aliases(source, imports))
    for module in source.containing("Depends", *{alias.name for alias in aliases}):
        for function in functions(module.tree):
            for parameter in _annotated(function):
                place = Evidence(module.path, parameter[0].lineno)
                if use := _use(source, module, *parameter, place):
                    yield use
                elif name := dotted(parameter[0].annotation):
                    found = resolve(source, module, name)
                    if found.module:
                        symbol = Symbol(
                            dotted_path(found.module.path, imports.directory), found.name
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
    kind = _session_class(source, module, annotation)
    if not kind and found.module and isinstance(found.statement, Function):
        kind = _session_given(source, found.module, found.statement, annotation)
    return Use(found, None, kind, place) if kind else None


def _session_class(
    source: Source, module: Module, node: ast.AST | None, hops: int = 4
) -> str:
    """The full name of the session class in an annotation; empty for something else."""
    for one in ast.walk(node) if node is not None and hops else []:
        name = string(one) or dotted(one)
        if not name.replace(".", "").isidentifier():
            continue
        found = resolve(source, module, name)
        if found.module is None:
            if last(found.name) in SESSIONS:
                return found.name
        elif last(name).endswith("Session"):
            # The host's own subclass, or another name for it.
            bases = getattr(found.statement, "bases", [found.value])
            for base in bases:
                if full := _session_class(source, found.module, base, hops - 1):
                    return full
    return ""


def _session_given(
    source: Source, module: Module, function: Function, annotation: ast.expr | None
) -> str:
    """The session class of a dependency, by its return type or by what it yields."""
    if annotation is not None:
        return ""
    if function.returns is not None:
        return _session_class(source, module, function.returns)
    if not any(isinstance(node, ast.Yield) for node in ast.walk(function)):
        return ""
    for call in calls(function):
        name = called(call)
        found = resolve(source, module, name) if name else None
        made = last(called(found.value)) if found else ""
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


def _style(
    source: Source, imports: ImportRoot, uses: list[Use]
) -> tuple[SessionStyle, Evidence]:
    first = uses[0]
    names = Counter(use.annotation for use in uses)
    full = names.most_common(1)[0][0]
    aliases = [use.alias for use in uses if use.alias]
    where, statement = first.dependency.module, first.dependency.statement
    function = statement if isinstance(statement, Function) else None
    evidence = first.evidence
    symbol = None
    if where is not None:
        path = dotted_path(where.path, imports.directory)
        rest = f".{first.dependency.rest}" if first.dependency.rest else ""
        symbol = Symbol(path, f"{first.dependency.name}{rest}")
        evidence = Evidence(where.path, statement.lineno if statement else 1)
    style = SessionStyle(
        kind="async" if "sync" in last(full).lower() else "sync",
        library="sqlmodel" if full.startswith("sqlmodel") else "sqlalchemy",
        dependency=symbol,
        alias=aliases[0] if aliases else None,
        commit_policy=_commit_policy(source, function),
        source="request" if function and _takes_request(function) else "module",
        used=len(uses),
    )
    return style, evidence


def _commit_policy(source: Source, function: Function | None) -> CommitPolicy:
    """Where commits happen: when the dependency ends, in a middleware, or in the routes."""
    if function and (calls_to(function, "commit") or calls_to(function, "begin")):
        return "on_exit"
    for module in source.containing("middleware", "Middleware"):
        for node in ast.walk(module.tree):
            if _is_middleware(node) and calls_to(node, "commit"):
                return "middleware"
    return "explicit"


def _is_middleware(node: ast.AST) -> bool:
    """A class that says so by its bases or name, or a function under @app.middleware."""
    if isinstance(node, ast.ClassDef):
        names = [node.name, *(dotted(base) for base in node.bases)]
        return any(name.endswith("Middleware") for name in names)
    return isinstance(node, Function) and any(
        last(called(one)) == "middleware" for one in node.decorator_list
    )


def _takes_request(function: Function) -> bool:
    return any(
        last(dotted(one.annotation)) in ("Request", "HTTPConnection", "WebSocket")
        for one in function.args.args
    )
