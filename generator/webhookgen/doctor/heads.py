"""More than one head: `alembic upgrade head` refuses, and nothing is migrated any more."""

from collections.abc import Iterator

from ..host.revisions import read_revisions
from .case import Case
from .findings import Check, Finding, Level, NotChecked, Rule

SEVERAL = Rule(
    "several-heads",
    Level.ERROR,
    "The migrations have more than one head",
    "`alembic upgrade head` refuses where it would have to choose, so that the next deployment "
    "stops before it has migrated anything.",
    "Make one of them follow the other, if none is applied yet; else {merge}.",
)


def look(case: Case) -> Iterator[Finding]:
    config = case.facts.alembic.value
    if config is None:
        raise NotChecked(case.facts.alembic.note or "no Alembic configuration")
    if len(config.heads) < 2:
        return
    revisions = read_revisions(case.source, config.version_locations, recursive=True)
    places = [one.path for one in revisions if one.id in config.heads]
    merge = case.command(f"alembic merge {' '.join(config.heads)} -m 'merge heads'")
    yield SEVERAL.found(
        f"{len(config.heads)} heads: {', '.join(config.heads)}", *places, merge=merge
    )


CHECK = Check("migrations", (SEVERAL,), look)
