"""Payloads that nobody purges."""

from collections.abc import Iterator

from .case import Case
from .findings import Check, Finding, Level, NotChecked, Rule

KEPT = Rule(
    "retention-off",
    Level.WARNING,
    "Payloads are kept for ever",
    "The table grows without end, and holds what your providers told you of people long after "
    "it was needed.",
    "Run `{purge}` every day; it empties handled events, and their rows go on refusing "
    "duplicates.",
)


def look(case: Case) -> Iterator[Finding]:
    found = case.database()
    if not found["table"]:
        raise NotChecked("the database has no table for events yet")
    if "old_payloads" not in found:
        raise NotChecked("the database did not answer in time")
    if found["old_payloads"]:
        purge = case.command(f"{case.module.package} purge --older-than 30d")
        number = found["old_payloads"]
        have = "handled event still has its payload"
        if number > 1:
            have = "handled events still have their payloads"
        yield KEPT.found(
            f"{number} {have}, after {found['oldest_days']} days", purge=purge
        )


CHECK = Check("retention", (KEPT,), look)
