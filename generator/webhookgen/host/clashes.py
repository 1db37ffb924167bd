"""What of the host's has a name of ours: a table, a route, a folder of tests."""

import ast
import re
from collections.abc import Iterator

from .candidates import Choice
from .facts import Confidence, Evidence, Fact
from .place import has_module
from .source import Source
from .syntax import argument, called, last, string
from .values import Clash, RouterMount, TestLayout

FLAG = "--allow-clash"
TABLE = "webhook_event"
TABLE_NAME = re.compile(rf"""["']{TABLE}["']""")
SEGMENT = "/webhooks"
ROUTES = ("post", "api_route", "add_api_route", "add_route", "route")


def find_clashes(
    source: Source,
    mount: RouterMount | None,
    tests: TestLayout | None,
    choice: Choice | None,
) -> Fact[tuple[Clash, ...]]:
    """Every clash. A path and tests can be accepted by their kind; a table cannot.

    A migration alone is none: the module may have been here before.
    """
    if has_module(source):
        return Fact(
            "clashes", (), Confidence.CERTAIN, note="our module is there already"
        )
    found = (*_tables(source), *_paths(source, mount), *_tests(source, tests))
    evidence = tuple(Evidence(one.file, one.line) for one in found)
    kinds = tuple(dict.fromkeys(one.kind for one in found if one.kind != "table"))
    accepted = set(choice.text.split(",")) if choice else set()
    open_ones = {one.kind for one in found} - (accepted - {"table"})
    sure = Confidence.AMBIGUOUS if open_ones else Confidence.CERTAIN
    note = "; ".join(f"the host has {one.name} of its own" for one in found[:3])
    together = (",".join(kinds),) if kinds else ()
    flag = FLAG if kinds else ""
    return Fact("clashes", found, sure, evidence, together, flag, note)


def _tables(source: Source) -> Iterator[Clash]:
    for module in source.containing(TABLE):
        if ("alembic", "op") in module.imports.values():
            continue
        if match := TABLE_NAME.search(module.text):
            line = module.text.count("\n", 0, match.start()) + 1
            yield Clash("table", f"a table {TABLE}", module.path, line)


def _paths(source: Source, mount: RouterMount | None) -> Iterator[Clash]:
    """Routes under /webhooks, whether that stands in a prefix or in the route itself."""
    ours = (SEGMENT, f"{mount.prefix}{SEGMENT}" if mount else SEGMENT)
    for module in source.containing(SEGMENT):
        for call in module.calls:
            name = last(called(call))
            if name in ("APIRouter", "include_router"):
                path = string(argument(call, "prefix"))
            elif name in ROUTES and isinstance(call.func, ast.Attribute):
                path = string(argument(call, "path", 0))
            else:
                continue
            if path and f"{path}/".startswith(tuple(f"{one}/" for one in ours)):
                yield Clash("path", f"routes at {path}", module.path, call.lineno)


def _tests(source: Source, tests: TestLayout | None) -> Iterator[Clash]:
    folder = f"{tests.directory}/webhooks".removeprefix("./") if tests else ""
    if folder in source.folders:
        yield Clash("tests", folder, f"{folder}/", 1)
