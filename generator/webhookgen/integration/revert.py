"""What becomes of the migration when the module goes: an applied one is never deleted."""

import subprocess
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ..errors import FactMissing
from ..host.facts import HostFacts
from ..host.revisions import read_revisions
from ..host.source import Source
from ..interpreter import HostPython
from ..journal import digest
from ..plan import current, make_plan
from ..render import RenderedFile
from .manifest import Migration
from .migration import Revision, head_of, write_revision
from .removal import Removal
from .script import script_of
from .statements import Statements, statements_of

DROP_MESSAGE = "drop webhook_event"


def settle_migration(
    removal: Removal,
    migration: Migration,
    facts: HostFacts,
    host: HostPython | None,
    drop: bool,
) -> Removal:
    """The removal with what becomes of the migration; with `drop` one more if it stays.

    Raises FactMissing where that one has no head to follow.
    """
    root = removal.plan.directory
    fate = fate_of(root, migration, facts, host)
    if not fate.kept:
        return _adding(removal, [], [migration.path], "")
    stays = f"The migration {migration.path} {fate.kept}; it stays."
    if not drop:
        way_out = "--drop-table adds one that drops its table."
        if fate.doubt:
            way_out = f"Delete it if no database has it; else {way_out}"
        return _adding(removal, [], [], f"{stays} {way_out}")
    if not facts.head.settled:
        raise FactMissing(f"{stays} No one head to follow; give --head")
    script = drop_table(root, migration, facts, datetime.now(UTC))
    remark = f"{stays} {script.path} drops its table: alembic upgrade head"
    return _adding(removal, [script], [], remark)


def _adding(
    removal: Removal, scripts: list[Revision], deletions: list[str], remark: str
) -> Removal:
    root = removal.plan.directory
    rendered = {s.path: RenderedFile(s.source.encode(), False) for s in scripts}
    more = make_plan(root, rendered, {}, deletions)
    plan = replace(removal.plan, steps=(*removal.plan.steps, *more.steps))
    return replace(removal, plan=plan, remarks=(remark,) if remark else ())


@dataclass(frozen=True)
class Fate:
    """Why the migration stays; empty if it goes. `doubt` is why that could not be asked."""

    kept: str = ""
    doubt: str = ""


def fate_of(
    root: Path, migration: Migration, facts: HostFacts, host: HostPython | None
) -> Fate:
    """Whether the migration can have been applied anywhere, as far as can be told from here."""
    content = current(root, migration.path)
    if content is None:
        return Fate(kept="is not there any more")
    if digest(content) != migration.digest:
        return Fate(kept="was edited")
    if follower := _follower(root, migration, facts):
        return Fate(kept=f"is followed by {follower}")
    if _is_committed(root, migration.path):
        return Fate(kept="is committed and may be applied anywhere")
    applied, doubt = _ask_database(migration, facts, host)
    if applied:
        return Fate(kept="is applied to the host's database")
    if doubt:
        return Fate(
            f"may be applied: the host's database was not asked ({doubt})", doubt
        )
    return Fate()


def drop_table(
    root: Path, migration: Migration, facts: HostFacts, now: datetime
) -> Revision:
    """A new revision that drops the table, and whose downgrade makes it again.

    Raises CannotPlace.
    """
    content = current(root, migration.path) or b""
    made = statements_of(content.decode())
    reverse = Statements(made.downgrade, made.upgrade, made.helpers)
    alembic = facts.alembic.known()
    script = script_of(root, alembic)
    head = head_of(facts)
    return write_revision(alembic, head, reverse, script, now, DROP_MESSAGE)


def _follower(root: Path, migration: Migration, facts: HostFacts) -> str | None:
    alembic = facts.alembic.value
    if alembic is None:
        return None
    for one in read_revisions(Source(root), alembic.version_locations, recursive=True):
        if migration.revision in one.follows:
            return one.path
    return None


def _is_committed(root: Path, path: str) -> bool:
    command = ["git", "cat-file", "-e", f"HEAD:./{path}"]
    try:
        return subprocess.run(command, cwd=root, capture_output=True).returncode == 0
    except OSError:
        return False


def _ask_database(
    migration: Migration, facts: HostFacts, host: HostPython | None
) -> tuple[bool, str]:
    """Whether the host's database has the revision, and why that could not be asked."""
    alembic = facts.alembic.value
    if host is None or alembic is None:
        return False, "no environment of the host was found; --python names one"
    applied, problem = host.ask(
        "database_has",
        ini=alembic.ini,
        section=alembic.section,
        root=facts.imports.value.directory if facts.imports.value else ".",
        revision=migration.revision,
    )
    return bool(applied), problem
