"""Events that wait, and events that nobody will come back to."""

from collections.abc import Iterator

from .case import Case
from .findings import Check, Finding, Level, NotChecked, Rule

# Workers look every second; five minutes are none of theirs.
LATE = 300

NO_WORKER = Rule(
    "no-worker",
    Level.ERROR,
    "Events are due, and no worker is at work",
    "They are safe in the table, and nothing happens with them.",
    "Start a worker: {start}.",
)
BEHIND = Rule(
    "backlog",
    Level.WARNING,
    "Workers do not keep up",
    "What comes in waits longer and longer.",
    "Run more workers, raise WEBHOOKS_WORKER_CONCURRENCY, or make the handlers faster; "
    "docs/scaling.md has figures.",
)
DEAD = Rule(
    "dead-events",
    Level.WARNING,
    "There are dead events",
    "Their attempts are used up: nobody tries them again by itself.",
    "See why with `{show}`, mend the handler, then replay their ids in place of `show`.",
)
UNPARSEABLE = Rule(
    "unparseable-events",
    Level.WARNING,
    "There are events that could not be read",
    "They are authentic, and not what the provider documents; they wait for somebody.",
    "See one with `{show}`, mend providers/{source}.py, then replay them.",
)


def look(case: Case) -> Iterator[Finding]:
    found = case.database()
    if not found["table"]:
        raise NotChecked("the database has no table for events yet")
    for source, status, number, first in found.get("stuck", ()):
        show = case.command(f"{case.module.package} show {first}")
        rule = DEAD if status == "dead" else UNPARSEABLE
        what = f"{source}: {number} {status}, the first is event {first}"
        yield rule.found(what, show=show, source=source)
    if found.get("oldest_seconds", 0) > LATE:
        yield _waiting(case, found["due"], found["oldest_seconds"], _works(found))
    if found.get("not_looked"):
        reasons = ", ".join(sorted(set(found["not_looked"])))
        raise NotChecked(f"some questions to the database failed: {reasons}")


def _works(found: dict[str, object]) -> bool:
    """Whether somebody holds an event or ended one lately; true where that is not known."""
    return bool(found["held"]) or bool(found.get("finished_lately", True))


def _waiting(case: Case, number: int, seconds: int, works: bool) -> Finding:
    what = f"{number} due, the oldest for {seconds // 60} minutes"
    if works:
        return BEHIND.found(what)
    return NO_WORKER.found(f"{what}, and nothing was ended lately", start=_start(case))


def _start(case: Case) -> str:
    settings = case.settings()
    package = case.module.package
    if settings["queue"] != "DatabaseQueue":
        return (
            "the broker's, and the one that sends the sweeps; their commands are in "
            f"{case.module.directory}/README.md"
        )
    if settings["worker_in_app"]:
        return (
            "it runs inside the application, so start that. If it runs, look into its log; a "
            "server that runs no lifespan starts no worker"
        )
    return f"`{case.command(f'{package} worker')}`"


CHECK = Check("backlog", (NO_WORKER, BEHIND, DEAD, UNPARSEABLE), look)
