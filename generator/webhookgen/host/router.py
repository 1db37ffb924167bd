"""Where one more router is included: beside the host's others, and under no auth."""

import ast
import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from .candidates import Candidate, Choice, settle
from .facts import Confidence, Evidence, Fact
from .includes import Include, Includes, Router
from .literals import text_of
from .placement import place
from .source import Source
from .syntax import Function, argument, assigned, dotted, last
from .values import AppTarget, RouterMount

FLAG = "--router-file"
OURS = "/webhooks/{source}"
GENERAL = re.compile(r"(?<![a-z])(api|v\d+|version|main|root|master|all)(?![a-z])")
ROUTES = ("router", "routers", "routes", "urls", "endpoints", "routing")
AUTH = ("auth", "user", "token", "key", "login", "permission", "secur", "admin", "jwt")


@dataclass(frozen=True)
class Level:
    """A router on the way down from the application, with what is put before its routes."""

    router: Router
    prefix: str
    known: bool  # whether the prefix is
    guarded: bool  # something on the way asks for a dependency
    sure: bool  # there was no other way down


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
    below = [
        one for one in _below(source, includes, level) if not one.guarded and one.known
    ]
    below = below or [one for one in _below(source, includes, level) if not one.guarded]
    number = len(includes.of(level.router))
    gathering = []
    for one in below:
        weight = _weight(includes, one.router)
        alone = number == 1 and weight >= 1 and not _has_routes(source, one.router)
        if _is_general(one.router) and (alone or weight >= max(2, number)):
            gathering.append(one)
    if len(gathering) != 1:
        return replace(level, sure=level.sure and not gathering)
    alone = number == 1 and level.sure
    return _descend(source, includes, replace(gathering[0], sure=alone))


def _levels(source: Source, includes: Includes, level: Level) -> list[Level]:
    """Every router that includes others, for the user to choose from."""
    found = [level]
    for below in _below(source, includes, level):
        if includes.of(below.router) and len(found) < 50:
            found += _levels(source, includes, below)
    return found


def _below(source: Source, includes: Includes, level: Level) -> list[Level]:
    return [
        _step(source, includes, level, one)
        for one in includes.of(level.router)
        if one.child and includes.canonical(one.child) != level.router
    ]


def _step(source: Source, includes: Includes, level: Level, one: Include) -> Level:
    child = includes.canonical(one.child or one.parent)
    made = _made(source, child)
    own = argument(made, "prefix") if made else None
    function = one.site.function
    given = argument(one.site.call, "prefix")
    where, given, function = includes.bound(one.module, given, function)
    outer, outer_known = text_of(source, where, given, function)
    module = source.module(child.path)
    inner, inner_known = text_of(source, module, own) if module else ("", True)
    guarded = _asks(one.site.call) or (made is not None and _asks(made))
    return Level(
        child,
        level.prefix + outer + inner,
        level.known and outer_known and inner_known,
        level.guarded or guarded,
        level.sure,
    )


def _is_general(router: Router) -> bool:
    """Whether its name or place says that it is for all routes, not for one subject."""
    path = PurePosixPath(router.path)
    own = f"{path.parent.name}/{path.stem}/{router.scope}/{router.name}"
    if GENERAL.search(own):
        return True
    if path.stem == "__init__":
        return path.parent.name in ROUTES
    return path.stem in ROUTES and path.parent.name in ("", "app", "src", *ROUTES)


def _weight(includes: Includes, router: Router) -> int:
    """How many routers it gathers; one that only passes another on counts as that one."""
    below = includes.of(router)
    if len(below) == 1 and below[0].child and below[0].child != router:
        return max(1, _weight(includes, includes.canonical(below[0].child)))
    return len(below)


def _made(source: Source, router: Router) -> ast.Call | None:
    """The call that made a router: APIRouter(prefix=...)."""
    module = source.module(router.path)
    if module is None:
        return None
    bodies = [module.tree.body]
    if router.scope:
        bodies = [
            node.body
            for node in module.nodes
            if isinstance(node, Function) and node.name == router.scope
        ]
    values = [assigned(body, router.name) for body in bodies]
    return next((value for value in values if isinstance(value, ast.Call)), None)


def _asks(call: ast.Call) -> bool:
    dependencies = argument(call, "dependencies")
    return dependencies is not None and bool(getattr(dependencies, "elts", True))


def _has_routes(source: Source, router: Router) -> bool:
    """Whether a router has routes of its own, and does not only gather others."""
    module = source.module(router.path)
    return module is not None and any(
        isinstance(node, Function)
        and any(
            dotted(getattr(one, "func", None)).startswith(f"{router.name}.")
            for one in node.decorator_list
        )
        for node in module.nodes
    )


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
