"""How routes get their session: counted over the Depends(...) of the host, not by name."""

import ast
from collections import Counter

from .candidates import Candidate, Choice, settle
from .facts import Confidence, Evidence, Fact
from .module import Module
from .names import dotted_path
from .session_uses import Use, session_uses, takes_request
from .source import Source
from .syntax import Function, called, calls_to, dotted, last
from .values import (
    CommitPolicy,
    EngineStyle,
    ImportRoot,
    OrmLibrary,
    SessionKind,
    SessionStyle,
    Symbol,
)

FLAG = "--session"
KINDS: tuple[SessionKind, ...] = ("sync", "async")
CONTAINERS = ("dependency_injector", "dishka", "punq", "lagom", "that_depends")
MISSING = "no route takes a session by Depends(...), and there is no engine"
BY_ENGINE = "no route takes a session by Depends(...); this is the kind of the engine"
BY_CONTAINER = "sessions come out of a container: say sync or async"

Styles = list[Candidate[SessionStyle]]


def find_session(
    source: Source,
    imports: ImportRoot,
    engines: list[EngineStyle],
    choice: Choice | None,
) -> Fact[SessionStyle]:
    """The kind of session that most routes use, and the dependency that gives it."""
    uses: dict[tuple[Module | None, str], list[Use]] = {}
    for use in session_uses(source, imports):
        uses.setdefault((use.dependency.module, use.dependency.name), []).append(use)
    styles = [_style(source, imports, found) for found in uses.values()]
    styles.sort(key=lambda one: -one.value.used)
    if choice is not None:
        styles += _kinds(source, engines, KINDS)
    elif styles:
        styles = _majority(styles)
    else:
        kinds = tuple(dict.fromkeys(one.kind for one in engines))
        where = _container(source)
        if where and len(kinds) != 1:  # it may hand out sessions of any kind
            return Fact(
                "session", None, Confidence.NONE, (where,), KINDS, FLAG, BY_CONTAINER
            )
        styles = _kinds(source, engines, kinds)
    return settle("session", FLAG, styles, choice, MISSING)


def _majority(styles: Styles) -> Styles:
    """The most used one; of sync and async, both where neither has three times the other."""
    by_kind = Counter[SessionKind]()
    first: dict[SessionKind, Candidate[SessionStyle]] = {}
    for one in styles:
        by_kind[one.value.kind] += one.value.used
        first.setdefault(one.value.kind, one)
    most = max(by_kind.values())
    return [first[kind] for kind in first if by_kind[kind] * 3 > most]


def _kinds(
    source: Source, engines: list[EngineStyle], kinds: tuple[SessionKind, ...]
) -> Styles:
    """Sessions of a kind, without a dependency that gives them."""
    uses_sqlmodel = any(source.containing("from sqlmodel import"))
    library: OrmLibrary = "sqlmodel" if uses_sqlmodel else "sqlalchemy"
    return [
        Candidate(
            kind,
            SessionStyle(kind, library, None, None, "explicit", "module", 0),
            tuple(Evidence(one.file) for one in engines if one.kind == kind)[:1],
            Confidence.LIKELY,
            BY_ENGINE,
        )
        for kind in kinds
    ]


def _container(source: Source) -> Evidence | None:
    """Where a container for dependency injection is imported."""
    for module in source.containing(*CONTAINERS):
        for local, (origin, _) in module.imports.items():
            if origin.partition(".")[0] in CONTAINERS:
                line = module.text[: module.text.find(local)].count("\n") + 1
                return Evidence(module.path, line)
    return None


def _style(
    source: Source, imports: ImportRoot, uses: list[Use]
) -> Candidate[SessionStyle]:
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
        source="request" if takes_request(function) else "module",
        used=len(uses),
    )
    sure = Confidence.CERTAIN if style.used > 1 else Confidence.LIKELY
    return Candidate(str(symbol or style.kind), style, (evidence,), sure)


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
