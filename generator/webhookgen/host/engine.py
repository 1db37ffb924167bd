"""Where the host makes its engine and its sessions, and what of it can be imported."""

import ast
from dataclasses import replace
from pathlib import PurePosixPath

from .candidates import Candidate, Choice, settle
from .engine_calls import Made, engines, has_sessions, session_factories
from .engine_names import name_by_function
from .engine_of_session import engines_behind, files_of_session
from .engine_style import engine_style
from .facts import Confidence, Evidence, Fact
from .names import dotted_path, find
from .scopes import parameters
from .source import Source
from .syntax import Function, argument, dotted
from .values import EngineStyle, ImportRoot, SessionStyle, SettingsStyle, Symbol

FLAG = "--engine"
RANK = {"variable": 0, "attribute": 1, "function": 2, "local": 3}
# Engines that serve something else than the host's own requests.
ASIDE = ("test", "admin", "celery", "task", "worker", "replica", "read", "sync_")
UNKNOWN = (
    "made inside a function, from what only that function knows; "
    "name one that can be imported, as module:name"
)
MISSING = "no create_engine() and no create_async_engine() in the host's own code"

Engines = list[Candidate[EngineStyle]]


def find_engines(
    source: Source, imports: ImportRoot, settings: SettingsStyle | None
) -> Engines:
    """Every engine of the host, those that can be imported first."""
    factories = session_factories(source)
    found = []
    own = [
        made
        for made in engines(source)
        if PurePosixPath(made.module.path).is_relative_to(imports.directory)
    ]
    serving = [made for made in own if made.form != "local" or has_sessions(made)]
    for made in sorted(serving or own, key=lambda one: RANK[one.form]):
        style = engine_style(source, imports, made, factories, settings)
        place = f"{made.module.path}:{made.call.lineno}"
        offered = "" if _is_usable(style) else _offered(made, imports)
        text = str(style.engine or offered or place)
        evidence = (Evidence(made.module.path, made.call.lineno),)
        sure, note = _confidence(style)
        found.append(Candidate(text, style, evidence, sure, note))
    return found


def _offered(made: Made, imports: ImportRoot) -> str:
    """What the user may name: a function whose arguments can be left out, though no one does.

    Not where an argument is all that tells the URL.
    """
    url = argument(made.call, "url", 0)
    for statement in made.module.definitions.values():
        if isinstance(statement, Function) and made.call in ast.walk(statement):
            if dotted(url) in (one.arg for one in parameters(statement)):
                return ""
            form, name = name_by_function(made.module, statement, made.call)
            if form == "function":
                return f"{dotted_path(made.module.path, imports.directory)}:{name}()"
    return ""


def _confidence(style: EngineStyle) -> tuple[Confidence, str]:
    if style.engine or style.sessionmaker:
        return Confidence.CERTAIN, ""
    if style.url:
        note = "made inside a function; ours is made from the same URL"
        return Confidence.LIKELY, note
    return Confidence.AMBIGUOUS, UNKNOWN


def settle_engine(
    source: Source,
    imports: ImportRoot,
    found: Engines,
    session: SessionStyle | None,
    choice: Choice | None,
) -> Fact[EngineStyle]:
    """The engine behind the session that routes use."""
    if choice is None:
        found = _narrow(source, imports, found, session)
    elif choice.text not in (one.text for one in found if _is_usable(one.value)):
        found = [one for one in found if _is_usable(one.value)]
        found += _named(source, choice.text, session)
    fact = settle("engine", FLAG, found, choice, MISSING)
    # The others are no answer to the flag.
    answers = [
        one.text for one in found if _is_usable(one.value) or one.text[-1] == ")"
    ]
    fact = replace(fact, candidates=tuple(dict.fromkeys(answers)))
    if choice or not fact.settled or session is None:
        return fact
    kind = fact.known().kind
    if kind == session.kind:
        return fact
    note = f"sessions are {session.kind}, and the only engine found is {kind}"
    return replace(fact, confidence=Confidence.AMBIGUOUS, note=note)


def _is_usable(style: EngineStyle) -> bool:
    return bool(style.engine or style.sessionmaker or style.url)


def _named(source: Source, text: str, session: SessionStyle | None) -> Engines:
    """What the user names though no rule found it: a variable, or what gives one if called."""
    module_name, _, called_name = text.partition(":")
    name = called_name.removesuffix("()")
    first = name.partition(".")[0]
    head = first.removesuffix("()")  # get_db of get_db().engine
    path = find(source, module_name, "x.py")
    module = source.module(path) if path else None
    statement = module.definitions.get(head) if module else None
    if path is None or statement is None or session is None:
        return []
    is_called = name != called_name or (first == head and _is_called(statement, name))
    style = EngineStyle(
        kind=session.kind,
        form="function" if is_called else "variable",
        engine=Symbol(module_name, name),
        sessionmaker=None,
        url="",
        file=path,
    )
    return [Candidate(text, style, (Evidence(path, statement.lineno),))]


def _is_called(statement: ast.stmt, name: str) -> bool:
    """Whether the name stands for a function, or for a method of a class."""
    if isinstance(statement, ast.ClassDef):
        methods = [one for one in statement.body if isinstance(one, Function)]
        return any(
            one.name == name.rpartition(".")[2]
            and not any("property" in dotted(d) for d in one.decorator_list)
            for one in methods
        )
    return isinstance(statement, Function)


def _narrow(
    source: Source, imports: ImportRoot, found: Engines, session: SessionStyle | None
) -> Engines:
    """One rule after the other, each only where something is left by it."""
    known = {_name(one.value) for one in found} - {
        (one.value.file, "") for one in found
    }
    behind = engines_behind(source, imports, known)
    near = files_of_session(source, session)
    best = RANK[found[0].value.form] if found else 0
    kind = session.kind if session else ""
    rules = (
        lambda one: one.value.kind == kind,
        lambda one: _name(one.value) in behind,
        lambda one: one.value.file in near,
        lambda one: RANK[one.value.form] == best or one.value.form != "local",
        lambda one: not any(word in one.text.lower() for word in ASIDE),
    )
    for rule in rules:
        found = [one for one in found if rule(one)] or found
    by_text = {one.text: one for one in reversed(found)}
    return list(reversed(by_text.values()))


def _name(style: EngineStyle) -> tuple[str, str]:
    """What the engine is had from: itself, or the session factory that it is bound to."""
    symbol = style.engine or style.sessionmaker
    return style.file, symbol.name if symbol else ""
