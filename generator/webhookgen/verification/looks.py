"""The looks at what was written, tests apart: each gives a step, or None if it does not apply."""

import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..integration.naming import TABLE
from .linters import complaints
from .subject import Before, Step, Subject, judged, skipped

LINTERS = "linters"
SIBLINGS = 5  # revisions of the host that ours is compared with
# What the module answers for a source that it does not have; nobody else says this.
UNKNOWN_SOURCE = "No provider listens at this address."


def lint(subject: Subject, before: Before) -> Step | None:
    """The host's linters find nothing new."""
    paths = (*subject.written, *subject.edited)
    formatter = subject.manifest.style.formatter
    new = complaints(subject.host, formatter, paths) - before.complaints
    return judged(LINTERS, sorted(set(new) - _usual(subject, formatter)))


def _usual(subject: Subject, formatter: str) -> set[str]:
    """What is said of our revision and of the host's own, which come from one template."""
    migration, config = subject.manifest.migration, subject.alembic
    if migration is None or config is None:
        return set()
    folder = subject.host.project / config.versions_dir
    names = sorted(path.name for path in folder.glob("*.py"))
    own = [f"{config.versions_dir}/{name}" for name in names]
    others = [path for path in own if path != migration.path][-SIBLINGS:]
    codes = {
        one.partition(": ")[2] for one in complaints(subject.host, formatter, others)
    }
    return {f"{migration.path}: {code}" for code in codes}


def table(subject: Subject, before: Before) -> Step | None:
    """The table is in the metadata that the migrations read."""
    if subject.alembic is None:
        return None
    tables, problem = subject.host.ask("database_tables", **_alembic(subject))
    if tables is None:
        return skipped("table in metadata", problem)
    missing = [] if TABLE in tables else [f"env.py knows no table {TABLE}"]
    return judged("table in metadata", missing)


def revision(subject: Subject, before: Before) -> Step | None:
    """The revision makes the table, drops it and makes it again, as the model says."""
    migration = subject.manifest.migration
    if subject.alembic is None or migration is None:
        return None
    found, problem = subject.host.ask(
        "database_revision", **_alembic(subject), script=migration.path, table=TABLE
    )
    if found is None:
        return skipped("revision on SQLite", problem)
    problems = list(found["differences"])
    if found["there"] != [True, False, True]:
        problems.append(f"after up, down and up the table is there: {found['there']}")
    return judged("revision on SQLite", problems)


def history(subject: Subject, before: Before) -> Step | None:
    """The host's whole history goes up, then ours down and up again, through env.py."""
    name, migration = "whole history", subject.manifest.migration
    if subject.alembic is None or migration is None:
        return None
    with tempfile.TemporaryDirectory(prefix="webhookgen-db-") as folder:
        failed, problem = subject.host.ask(
            "database_history",
            **_alembic(subject),
            url=subject.database_url or f"sqlite:///{Path(folder) / 'throwaway.db'}",
            revision=migration.revision,
            before=subject.head or "",
        )
    if failed is None:
        return skipped(name, problem)
    if failed.get("ours") is False:
        return skipped(name, failed["error"])
    return judged(name, [failed["error"]] if failed else [])


def answer(subject: Subject, before: Before) -> Step | None:
    """The route answers where providers will be told that it does."""
    if not subject.answers:
        return None
    name = "route answers"
    got, problem = ask_app(subject)
    if got is None:
        if before.starts:
            return skipped(name, problem)
        return judged(name, [f"the application does not start any more: {problem}"])
    if UNKNOWN_SOURCE in got["body"]:
        return judged(name, [])
    other = f"{subject.manifest.url}: {got['status']} {got['body'][:200]}"
    return judged(name, [f"something else answers at {other}"])


def ask_app(subject: Subject) -> tuple[Any, str]:
    """What a POST to a source that is none is answered, or why the application cannot tell."""
    return subject.host.ask(
        "app_answer",
        app=subject.manifest.app,
        path=subject.manifest.url.replace("{source}", "nobody"),
        host=urlsplit(subject.base_url).netloc,
        root=subject.import_root,
    )


def _alembic(subject: Subject) -> dict[str, str]:
    config = subject.alembic
    if config is None:
        raise LookupError("the caller looks at migrations only where there are some")
    return {"ini": config.ini, "section": config.section, "root": subject.import_root}
