"""Whether the host's migrations make the module's table already: it may have been here before."""

import ast

from ..host.facts import HostFacts
from ..host.revisions import Revision, read_revisions
from ..host.source import Source
from ..host.syntax import argument, called, last, parse, string
from ..journal import digest
from .manifest import Migration
from .migration import head_of
from .naming import TABLE

EFFECTS = {"create_table": True, "drop_table": False}


def earlier_migration(facts: HostFacts) -> Migration | None:
    """The revision that makes the table, below the head and with none that drops it since."""
    source = Source(facts.project.known())
    locations = facts.alembic.known().version_locations
    revisions = {r.id: r for r in read_revisions(source, locations, recursive=True)}
    for revision in _back_from(head_of(facts), revisions):
        made = _makes_table(source.text(revision.path))
        if made is not None:
            content = (source.root / revision.path).read_bytes()
            found = Migration(revision.id, revision.path, digest(content))
            return found if made else None
    return None


def _back_from(head: str | None, revisions: dict[str, Revision]) -> list[Revision]:
    """The revisions up to the head, the latest first."""
    found: dict[str, Revision] = {}
    waiting = [head]
    while waiting:
        id = waiting.pop(0)
        if id in revisions and id not in found:
            found[id] = revisions[id]
            waiting += revisions[id].follows
    return list(found.values())


def _makes_table(script: str) -> bool | None:
    """Whether upgrade() makes the table or drops it; None where it does neither."""
    tree = parse(script) if TABLE in script else None
    upgrades = [
        node
        for node in (tree.body if tree else ())
        if isinstance(node, ast.FunctionDef) and node.name == "upgrade"
    ]
    effect = None
    for call in (n for u in upgrades for n in ast.walk(u) if isinstance(n, ast.Call)):
        name = last(called(call))
        if name in EFFECTS and string(argument(call, "table_name", 0)) == TABLE:
            effect = EFFECTS[name]
    return effect
