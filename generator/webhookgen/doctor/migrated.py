"""The database is not where the migrations are."""

from collections.abc import Iterator

from ..integration.naming import TABLE
from .case import Case
from .findings import Check, Finding, Level, NotChecked, Rule

NO_TABLE = Rule(
    "not-migrated",
    Level.ERROR,
    "The database has no table for events",
    "Nothing can be stored, so every delivery is answered 503.",
    "Migrate it: `{command}`.",
)
BEHIND = Rule(
    "not-at-head",
    Level.WARNING,
    "The database is not at the head of the migrations",
    "The code may ask for columns that are not there.",
    "Migrate it: `{command}`.",
)


def look(case: Case) -> Iterator[Finding]:
    found = case.database()
    command = case.command("alembic upgrade head")
    if not found["table"]:
        yield NO_TABLE.found(f"there is no table {TABLE}", command=command)
        return
    config = case.facts.alembic.value
    if config is None:
        raise NotChecked("no Alembic configuration was found")
    if not found["heads"]:  # made by create_all, or recorded elsewhere
        raise NotChecked(f"{config.version_table} has no revision")
    missing = sorted(set(config.heads) - set(found["heads"]))
    if missing:
        here = ", ".join(sorted(found["heads"]))
        yield BEHIND.found(
            f"the database is at {here}, and the head is {', '.join(missing)}",
            config.versions_dir,
            command=command,
        )


CHECK = Check("database", (NO_TABLE, BEHIND), look)
