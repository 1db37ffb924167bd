"""Routers as levels on the way down from the application, and what each asks and adds."""

import ast
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from .includes import Include, Includes, Router
from .literals import text_of
from .source import Source
from .syntax import Function, argument, assigned, dotted

GENERAL = re.compile(r"(?<![a-z])(api|v\d+|version|main|root|master|all)(?![a-z])")
ROUTES = ("router", "routers", "routes", "urls", "endpoints", "routing")


@dataclass(frozen=True)
class Level:
    """A router on the way down from the application, with what is put before its routes."""

    router: Router
    prefix: str
    known: bool  # whether the prefix is
    guarded: bool  # something on the way asks for a dependency
    sure: bool  # there was no other way down


def below(source: Source, includes: Includes, level: Level) -> list[Level]:
    """The routers that are included on a level."""
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


def is_general(router: Router) -> bool:
    """Whether its name or place says that it is for all routes, not for one subject."""
    path = PurePosixPath(router.path)
    own = f"{path.parent.name}/{path.stem}/{router.scope}/{router.name}"
    if GENERAL.search(own):
        return True
    if path.stem == "__init__":
        return path.parent.name in ROUTES
    return path.stem in ROUTES and path.parent.name in ("", "app", "src", *ROUTES)


def weight_of(includes: Includes, router: Router) -> int:
    """How many routers it gathers; one that only passes another on counts as that one."""
    below = includes.of(router)
    if len(below) == 1 and below[0].child and below[0].child != router:
        return max(1, weight_of(includes, includes.canonical(below[0].child)))
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


def has_routes(source: Source, router: Router) -> bool:
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
