"""Deliveries do not reach the module: found by a request, explained by the files."""

import ast
from collections.abc import Iterator

from ..host.catch_all import first_catch_all
from ..host.includes import Include, Includes, Router
from ..host.syntax import argument, string
from .case import Case
from .findings import Check, Finding, Level, NotChecked, Rule
from .middlewares import middlewares

REFUSALS = (400, 401, 403, 407, 429)

NOT_MOUNTED = Rule(
    "not-mounted",
    Level.ERROR,
    "The router is not mounted",
    "Nobody listens where providers deliver to: every delivery is answered 404.",
    "Include the router of {package}.router in {app}, or in a router that it includes.",
)
SHADOWED = Rule(
    "shadowed",
    Level.ERROR,
    "Something else answers in the module's place",
    "What takes every path and stands first gets the deliveries, and what it answers passes for "
    "ours.",
    "Include the module's router before it.",
)
REFUSED = Rule(
    "turned-away",
    Level.ERROR,
    "Deliveries are turned away before the module sees them",
    "A provider cannot log in and follows no redirect: it proves itself by its signature alone, "
    "which nobody reads here.",
    "Let {path} through, without a login and for the host name that providers call.",
)
MOVED = Rule(
    "moved",
    Level.NOTE,
    "The module answers at another path than it was given",
    "Providers that were given the old path get 404.",
    "Give your providers the new path.",
)
GUARDED = Rule(
    "mounted-under-dependency",
    Level.NOTE,
    "The router is mounted under a dependency",
    "It does not run for webhooks, whose route solves no dependencies: a signature is what lets "
    "them in. Your API's documentation says otherwise.",
    "Include the router where nothing is asked, if that matters to you.",
)
HOSTS = Rule(
    "trusted-hosts",
    Level.NOTE,
    "Only some host names are let in",
    "Providers call by the public name; under any other one every delivery is answered 400.",
    "Make sure that the public name is among the allowed hosts. With WEBHOOKS_PUBLIC_URL set, "
    "this command tries it.",
)


def look(case: Case) -> Iterator[Finding]:
    included = _included(case)
    try:
        found = case.arrival()
    except NotChecked as problem:
        yield from _by_files(case, included)
        raise NotChecked(f"whether a request arrives: {problem}") from problem
    if "elsewhere" in found:
        path = found["elsewhere"].replace("nobody", "{source}")
        yield MOVED.found(f"{path}, and not {case.module.url}", *_places(included))
    elif not (found["reached"] or found["unknown_source"] or found["silent"]):
        yield _lost(case, included, found["status"])
        return
    yield from _remarks(case, included)


def _lost(case: Case, included: list[Include], status: int) -> Finding:
    """Why a delivery came to somebody else."""
    path = case.module.url
    what = f"POST {path} is answered {status}"
    if status in REFUSALS or 300 <= status < 400:
        places = [one.place for one in middlewares(case.source) if one.refuses]
        return REFUSED.found(what, *places, *_guards(included), path=path)
    if shadow := _shadow(case, included):
        return SHADOWED.found(f"{what}, by what stands at {shadow}", shadow)
    if status in (404, 405) or not included:
        return _not_mounted(case, what, *_places(included))
    return REFUSED.found(what, *_places(included), path=path)


def _by_files(case: Case, included: list[Include]) -> Iterator[Finding]:
    """What the files say by themselves."""
    includes = Includes(case.source)
    if not included and all(one.child for one in includes.all):
        yield _not_mounted(case, f"nobody includes the router of {case.module.router}")
    if shadow := _shadow(case, included):
        yield SHADOWED.found(f"what stands at {shadow} takes every path", shadow)
    yield from _remarks(case, included)


def _not_mounted(case: Case, what: str, *places: str) -> Finding:
    app = case.facts.app.value
    where = [f"{app.file}:{app.line}"] if app and not places else places
    package = case.module.package
    return NOT_MOUNTED.found(what, *where, package=package, app=case.module.app)


def _remarks(case: Case, included: list[Include]) -> Iterator[Finding]:
    if guards := _guards(included):
        yield GUARDED.found("an include of it has dependencies", *guards)
    for one in middlewares(case.source):
        if one.name == "TrustedHostMiddleware" and one.call and not case.public_url:
            allowed = argument(one.call, "allowed_hosts")
            names = [string(node) for node in ast.walk(allowed)] if allowed else []
            if allowed and "*" not in names:
                yield HOSTS.found(f"allowed: {ast.unparse(allowed)}", one.place)


def _included(case: Case) -> list[Include]:
    """The includes that lead to the module's router, the innermost first."""
    includes = Includes(case.source)
    wanted = Router(case.module.router, "", "router")
    found: list[Include] = []
    while step := [
        one
        for one in includes.all
        if one.child and includes.canonical(one.child) == wanted and one not in found
    ]:
        found += step
        wanted = includes.canonical(step[0].parent)
    return found


def _guards(included: list[Include]) -> list[str]:
    return [
        _place(one)
        for one in included
        if getattr(argument(one.site.call, "dependencies"), "elts", None)
    ]


def _shadow(case: Case, included: list[Include]) -> str:
    """What takes every path above one of the includes."""
    includes = Includes(case.source)
    for one in included:
        siblings = includes.of(one.parent)
        line = first_catch_all(
            case.source, includes, one.module, one.site.function, siblings
        )
        if line is not None and line < one.site.statement.lineno:
            return f"{one.module.path}:{line}"
    return ""


def _places(included: list[Include]) -> list[str]:
    return [_place(one) for one in included]


def _place(one: Include) -> str:
    return f"{one.module.path}:{one.site.call.lineno}"


RULES = (NOT_MOUNTED, SHADOWED, REFUSED, MOVED, GUARDED, HOSTS)
CHECK = Check("arrival", RULES, look)
