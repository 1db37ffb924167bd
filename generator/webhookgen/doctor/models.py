"""The module's table is not in the metadata that the migrations read."""

from collections.abc import Iterator

from ..integration.naming import TABLE
from .case import Case
from .findings import Check, Finding, Level, Rule

UNREGISTERED = Rule(
    "model-unregistered",
    Level.ERROR,
    "The model is not registered",
    "To Alembic the table is one that no model has: the next `revision --autogenerate` writes a "
    "migration that drops it, with every event in it.",
    "Import {package}.models where {env} gets its models from.",
)


def look(case: Case) -> Iterator[Finding]:
    tables = case.tables()
    if TABLE in tables:
        return
    registration, alembic = case.facts.models.value, case.facts.alembic.known()
    place = f"{registration.file}:{registration.after_line}" if registration else ""
    yield UNREGISTERED.found(
        f"target_metadata of {alembic.env} has no table {TABLE}",
        *filter(None, [place]),
        package=case.module.package,
        env=alembic.env,
    )


CHECK = Check("models", (UNREGISTERED,), look)
