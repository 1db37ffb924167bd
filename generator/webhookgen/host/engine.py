"""Where the host makes its engine and its sessions, and what of it can be imported."""

import ast
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from .candidates import Candidate, Choice, settle
from .engine_calls import Made, engines, has_sessions, session_factories
from .facts import Confidence, Evidence, Fact
from .names import dotted_path, resolve
from .source import Source
from .syntax import argument, dotted
from .values import EngineStyle, ImportRoot, SessionStyle, Symbol

FLAG = "--engine"
RANK = {"variable": 0, "attribute": 1, "function": 2, "local": 3}
# Engines that serve something else than the host's own requests.
ASIDE = ("test", "admin", "celery", "task", "worker", "replica", "read", "sync_")
MISSING = "no create_engine() and no create_async_engine() in the host's own code"

Engines = list[Candidate[EngineStyle]]


def find_engines(source: Source, imports: ImportRoot) -> Engines:
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
        style = _style(source, imports, made, factories)
        text = str(style.engine or f"{style.file}:{made.call.lineno}")
        evidence = (Evidence(made.module.path, made.call.lineno),)
        sure, note = _confidence(style)
        found.append(Candidate(text, style, evidence, sure, note))
    return found


def _confidence(style: EngineStyle) -> tuple[Confidence, str]:
    if style.engine or style.sessionmaker:
        return Confidence.CERTAIN, ""
    if style.url:
        note = "made inside a function; ours is made from the same URL"
        return Confidence.LIKELY, note
    note = "made inside a function, from what only that function knows"
    return Confidence.AMBIGUOUS, note


def settle_engine(
    source: Source,
    found: Engines,
    session: SessionStyle | None,
    choice: Choice | None,
) -> Fact[EngineStyle]:
    """The engine behind the session that routes use."""
    if choice is None:
        found = _narrow(source, found, session)
    elif session and choice.text not in [one.text for one in found]:
        found = [*found, *_stated(source, choice, session)]
    fact = settle("engine", FLAG, found, choice, MISSING)
    if choice or not fact.settled or session is None:
        return fact
    kind = fact.known().kind
    if kind == session.kind:
        return fact
    note = f"sessions are {session.kind}, and the only engine found is {kind}"
    return replace(fact, confidence=Confidence.AMBIGUOUS, note=note)


def _stated(source: Source, choice: Choice, session: SessionStyle) -> Engines:
    """What the user says the engine is, where no call makes it: `app.wiring:box.engine()`."""
    module, _, expression = choice.text.partition(":")
    path = module.replace(".", "/")
    files = [f"{path}.py", f"{path}/__init__.py"]
    known = [one for one in source.python if one.endswith(tuple(files))]
    if not known or not expression:
        return []
    symbol = Symbol(module, expression)
    style = EngineStyle(session.kind, "attribute", symbol, None, "", known[0])
    return [Candidate(choice.text, style, ())]


def _narrow(source: Source, found: Engines, session: SessionStyle | None) -> Engines:
    """One rule after the other, each only where something is left by it."""
    near = _files_of_session(source, session)
    best = RANK[found[0].value.form] if found else 0
    kind = session.kind if session else ""
    rules = (
        lambda one: one.value.kind == kind,
        lambda one: one.value.file in near,
        lambda one: RANK[one.value.form] == best or one.value.form != "local",
        lambda one: not any(word in one.text.lower() for word in ASIDE),
    )
    for rule in rules:
        found = [one for one in found if rule(one)] or found
    by_text = {one.text: one for one in reversed(found)}
    return list(reversed(by_text.values()))


def _files_of_session(source: Source, session: SessionStyle | None) -> set[str]:
    """The file of the dependency, and those of the host's names that it uses."""
    if session is None or session.dependency is None:
        return set()
    files = set()
    for path in source.python:
        dependency = session.dependency
        stem = path.removesuffix("/__init__.py").removesuffix(".py").replace("/", ".")
        if not stem.endswith(dependency.module):
            continue
        module = source.module(path)
        files.add(path)
        name = dependency.name.partition(".")[0]
        statement = module.definitions.get(name) if module else None
        for node in ast.walk(statement) if statement else []:
            if module and isinstance(node, ast.Name):
                origin = resolve(source, module, node.id).module
                files.add(origin.path if origin else path)
    return files


def _style(
    source: Source, imports: ImportRoot, made: Made, factories: Sequence[Made]
) -> EngineStyle:
    module = dotted_path(made.module.path, imports.directory)
    factory = _factory(source, made, factories)
    return EngineStyle(
        kind=made.kind,
        form=made.form,
        engine=Symbol(module, made.name) if made.name else None,
        sessionmaker=(
            Symbol(dotted_path(factory.module.path, imports.directory), factory.name)
            if factory
            else None
        ),
        url=_url(made),
        file=made.module.path,
    )


def _url(made: Made) -> str:
    """The URL as the host writes it; empty where that only means something where it is."""
    url = argument(made.call, "url", 0)
    names = (
        [one.id for one in ast.walk(url) if isinstance(one, ast.Name)] if url else []
    )
    known = made.module.imports.keys() | made.module.definitions.keys() | {"str"}
    return ast.unparse(url) if url is not None and known.issuperset(names) else ""


def _factory(source: Source, made: Made, factories: Sequence[Made]) -> Made | None:
    """The session factory that is bound to the engine; else one beside it of its kind."""
    for one in factories:
        bound = argument(one.call, "bind", 0)
        if made.name and bound is not None and dotted(bound):
            found = resolve(source, one.module, dotted(bound))
            name = ".".join(part for part in (found.name, found.rest) if part)
            if (found.module, name) == (made.module, made.name):
                return one
    beside = [one for one in factories if one.module is made.module]
    return next((one for one in beside if one.kind == made.kind), None)
