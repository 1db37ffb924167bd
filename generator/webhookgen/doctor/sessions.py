"""Sessions that commit after the answer was sent.

Since FastAPI 0.118, and before 0.106, the code after a dependency's `yield` runs when the answer
is out already, unless the dependency has scope="function".
https://fastapi.tiangolo.com/advanced/advanced-dependencies/
"""

import ast
import re
from collections.abc import Iterable, Iterator

from ..host.names import Found, resolve
from ..host.session_uses import Use, session_uses
from ..host.syntax import Function, called, calls_to, end, last
from .case import Case
from .findings import Check, Finding, Level, NotChecked, Rule

SHOWN = 5
WEBHOOK = re.compile(r"(?<![a-z])(web)?hooks?(?![a-z])|callback", re.IGNORECASE)

LOST = Rule(
    "answered-before-commit",
    Level.WARNING,
    "An endpoint of your own answers a webhook before its commit",
    "The code after `yield` runs when the answer is out: a commit that fails there loses an event "
    "that its provider was told is stored. What this module receives is not concerned: it "
    "commits first.",
    'Commit in the endpoint, or write Depends({dependency}, scope="function"), or let this module '
    "receive it.",
)
OWN_ROUTES = Rule(
    "commit-after-answer",
    Level.NOTE,
    "Routes of your own commit after their answer",
    "Webhooks are not concerned: this module commits before it answers, and its handlers commit "
    "with their event. But a caller of these routes may be told of success before the commit "
    "fails.",
    'Where that matters, commit in the route or write Depends({dependency}, scope="function").',
)
APART = Rule(
    "handler-commits-apart",
    Level.WARNING,
    "A handler works in a session of its own",
    "What it writes there is committed apart from its event, so that a retry after a failure "
    "does it twice.",
    "Use the session that the handler is given.",
)


def look(case: Case) -> Iterator[Finding]:
    imports = case.facts.imports.value
    if imports is None:
        raise NotChecked("how the project imports its own code is not known")
    uses = [
        use
        for use in session_uses(case.source, imports)
        if not use.evidence.path.startswith(f"{case.module.directory}/")
    ]
    yield from _apart(case, uses)
    late = [one for one in uses if one.scope != "function" and _commits_late(one)]
    if late and _exits_after_answer(case):
        yield from _late(case, late)


def _late(case: Case, uses: Iterable[Use]) -> Iterator[Finding]:
    by_name: dict[tuple[bool, str], list[Use]] = {}
    for use in uses:
        key = _is_webhook(case, use), use.dependency.name
        by_name.setdefault(key, []).append(use)
    for (webhook, name), found in sorted(by_name.items(), reverse=True):
        rule = LOST if webhook else OWN_ROUTES
        number = "1 route uses" if len(found) == 1 else f"{len(found)} routes use"
        at = found[0].dependency
        line = at.statement.lineno if at.statement else 1
        first = f"{at.module.path}:{line}" if at.module else ""
        places = [str(one.evidence) for one in found[:SHOWN]]
        what = f"{number} {name}, which commits after its yield"
        yield rule.found(what, first, *places, dependency=name)


def _commits_late(use: Use) -> bool:
    """Whether the dependency commits below its yield, or when a block around that ends."""
    function = use.dependency.statement
    if not isinstance(function, Function):
        return False
    yields = [node for node in ast.walk(function) if isinstance(node, ast.Yield)]
    if not yields:
        return False
    if any(one.lineno > yields[0].lineno for one in calls_to(function, "commit")):
        return True
    blocks = [n for n in ast.walk(function) if isinstance(n, ast.With | ast.AsyncWith)]
    return any(
        last(called(item.context_expr)) == "begin" or _begins(item.context_expr)
        for block in blocks
        if block.lineno < yields[0].lineno <= end(block)
        for item in block.items
    )


def _begins(node: ast.expr) -> bool:
    """`SessionLocal().begin()` has no dotted name."""
    call = node.func if isinstance(node, ast.Call) else None
    return isinstance(call, ast.Attribute) and call.attr == "begin"


def _is_webhook(case: Case, use: Use) -> bool:
    """Whether a route says by its path, name or file that it receives webhooks."""
    module = case.source.module(use.evidence.path)
    line = use.evidence.line or 0
    names = [use.evidence.path]
    for function in module.functions if module else ():
        if function.lineno <= line <= end(function):
            names += [function.name, *map(ast.unparse, function.decorator_list)]
    return any(WEBHOOK.search(name.replace("_", " ")) for name in names)


def _exits_after_answer(case: Case) -> bool:
    """Of the installed FastAPI; of the newest where it cannot be asked."""
    try:
        version = str(case.settings()["fastapi"])
    except NotChecked:
        return True
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    return not (0, 106) <= numbers < (0, 118)


def _apart(case: Case, uses: Iterable[Use]) -> Iterator[Finding]:
    """Handlers that open what the project's routes are given."""
    known = {_key(use.dependency) for use in uses if use.dependency.module}
    engine = case.facts.engine.value
    maker = engine.sessionmaker.name if engine and engine.sessionmaker else ""
    folder = f"{case.module.directory}/handlers/"
    for path in case.source.python:
        module = case.source.module(path) if path.startswith(folder) else None
        for call in module.calls if module else ():
            if module is None or not (name := called(call)):
                continue
            found = resolve(case.source, module, name)
            if found.module and (_key(found) in known or found.name == maker != ""):
                yield APART.found(f"{name}() is called", f"{path}:{call.lineno}")


def _key(found: Found) -> tuple[str, str]:
    return (found.module.path if found.module else "", found.name)


CHECK = Check("sessions", (LOST, OWN_ROUTES, APART), look)
