"""Where one more router is included: beside the host's others, and under no auth."""

import ast
from dataclasses import replace

from .candidates import Candidate, Choice, settle
from .facts import Confidence, Evidence, Fact
from .includes import Includes, Router
from .levels import Level, below, has_routes, is_general, weight_of
from .literals import text_of
from .placement import place
from .source import Source
from .syntax import argument, dotted, last
from .values import AppTarget, RouterMount

FLAG = "--router-file"
OURS = "/webhooks/{source}"
AUTH = ("auth", "user", "token", "key", "login", "permission", "secur", "admin", "jwt")


def find_router(
    source: Source, app: AppTarget, choice: Choice | None
) -> Fact[RouterMount]:
    """The lowest router that gathers the host's routers and asks for nothing."""
    includes = Includes(source)
    start = Level(_application(source, includes, app), "", True, False, True)
    levels = _levels(source, includes, start)
    best = start if choice else _descend(source, includes, start)
    shown = [best, *(one for one in levels if one.router != best.router)]
    candidates = []
    for level in shown if choice else shown[:1]:
        mount, line = place(source, includes, includes.canonical(level.router))
        given, known = _prefix_of_list(source, includes, level, mount)
        prefix = level.prefix + given
        mount = replace(mount, prefix=prefix, full_path=prefix + OURS)
        known = known and level.known
        candidates.append(
            Candidate(
                mount.file,
                mount,
                (Evidence(mount.file, line),),
                Confidence.CERTAIN if known and level.sure else Confidence.LIKELY,
                "" if known else "a part of the path is only known at run time",
            )
        )
    fact = settle("router", FLAG, candidates, choice)
    others = (includes.canonical(level.router).path for level in shown)
    fact = replace(fact, candidates=tuple(dict.fromkeys(others)))
    return fact if choice else _guarded_application(source, app, fact)


def _prefix_of_list(
    source: Source, includes: Includes, level: Level, mount: RouterMount
) -> tuple[str, bool]:
    """What a loop over a list of routers puts before each of them."""
    if mount.style != "list_literal":
        return "", True
    one = includes.of(level.router)[-1]
    given = argument(one.site.call, "prefix")
    return text_of(source, one.module, given, one.site.function)


def _application(source: Source, includes: Includes, app: AppTarget) -> Router:
    module = source.module(app.file)
    if module is None:
        return Router(app.file, "", app.name)
    if app.kind == "instance":
        return includes.find(module, None, ast.Name(app.name))
    return includes.find(module, None, ast.Call(ast.Name(app.name), [], []))


def _descend(source: Source, includes: Includes, level: Level) -> Level:
    """Down to the router that gathers the others, as long as it is plain which one."""
    steps = [one for one in below(source, includes, level) if not one.guarded]
    steps = [one for one in steps if one.known] or steps
    number = len(includes.of(level.router))
    gathering = []
    for one in steps:
        weight = weight_of(includes, one.router)
        alone = number == 1 and weight >= 1 and not has_routes(source, one.router)
        if is_general(one.router) and (alone or weight >= max(2, number)):
            gathering.append(one)
    if len(gathering) != 1:
        return replace(level, sure=level.sure and not gathering)
    alone = number == 1 and level.sure
    return _descend(source, includes, replace(gathering[0], sure=alone))


def _levels(source: Source, includes: Includes, level: Level) -> list[Level]:
    """Every router that includes others, for the user to choose from."""
    found = [level]
    for one in below(source, includes, level):
        if includes.of(one.router) and len(found) < 50:
            found += _levels(source, includes, one)
    return found


def _guarded_application(
    source: Source, app: AppTarget, fact: Fact[RouterMount]
) -> Fact[RouterMount]:
    """An application whose every route asks for a login takes no webhooks."""
    module = source.module(app.built_file)
    for call in module.calls_to(*source.app_classes) if module else []:
        dependencies = argument(call, "dependencies")
        if call.lineno != app.built_line or dependencies is None:
            continue
        names = " ".join(last(dotted(n)) for n in ast.walk(dependencies)).lower()
        if any(word in names for word in AUTH):
            note = (
                "every route of the application is under a dependency that may be auth"
            )
            place = Evidence(app.built_file, call.lineno)
            return replace(
                fact, confidence=Confidence.AMBIGUOUS, evidence=(place,), note=note
            )
    return fact
