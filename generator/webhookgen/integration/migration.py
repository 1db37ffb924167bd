"""The revision that makes the module's table, written out for a host's own history.

No autogenerate, no hooks, no Alembic: the statements are the template's, and what is around them
follows the host's script.py.mako, file names and revision ids.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..errors import CannotPlace
from ..host.facts import HostFacts
from ..host.values import AlembicConfig
from .script import DEFAULT_SCRIPT, binds, fill, script_of
from .statements import Statements, if_missing, in_schema, statements_of

MESSAGE = "create webhook_event"
BASE = "base"  # what Alembic calls the state before the first revision
# Alembic keeps the revision in a column of this width, and PostgreSQL cuts nothing off.
LONGEST_ID = 32
DATES = {14: "%Y%m%d%H%M%S", 12: "%Y%m%d%H%M", 8: "%Y%m%d"}


@dataclass(frozen=True)
class Revision:
    """A revision file that is still to be written."""

    id: str
    path: str
    source: str


def revision_for(facts: HostFacts, template: str, now: datetime) -> Revision:
    """The revision of a host whose Alembic and head are known. Raises CannotPlace."""
    alembic, metadata = facts.alembic.known(), facts.metadata.known()
    statements = statements_of(template)
    if metadata.schema:
        statements = in_schema(statements, metadata.schema)
    if facts.create_all.value:
        statements = if_missing(statements, metadata.schema)
    script = script_of(facts.project.known(), alembic)
    return write_revision(alembic, head_of(facts), statements, script, now)


def head_of(facts: HostFacts) -> str | None:
    """The revision that ours follows; None where ours is the first."""
    head = facts.head.known()
    return None if head == BASE else head


def write_revision(
    alembic: AlembicConfig,
    head: str | None,
    statements: Statements,
    script: str | None,
    now: datetime,
    message: str = MESSAGE,
) -> Revision:
    """The revision that follows `head` (None: the first of all) in the host's style.

    `script` is the host's script.py.mako. Raises CannotPlace where upgrade() is told more than
    nothing, as with several databases.
    """
    if script is not None and "engine_name" in script:
        raise CannotPlace(
            f"{alembic.script_location}/script.py.mako", "is for several databases"
        )
    local = _local(now, alembic.timezone)
    slug = slug_of(message, alembic.truncate_slug_length)
    id = revision_id(alembic, head, local, slug)
    fields = {**_fields(id, head, statements, local), "message": message}
    source = fill(script, fields) if script else None
    if source is None or not binds(source, {"op", "sa"}):
        source = fill(DEFAULT_SCRIPT, fields) or ""
    name = file_name(alembic, id, local, slug)
    helpers = f"\n\n{statements.helpers}\n" if statements.helpers else ""
    path = f"{alembic.versions_dir}/{name}"
    return Revision(id, path, source.rstrip() + "\n" + helpers)


def revision_id(
    alembic: AlembicConfig, head: str | None, now: datetime, slug: str
) -> str:
    """An id like the host's: the next number, a date, else hexadecimal and always the same."""
    if alembic.id_style == "number" and alembic.next_id:
        named = head is not None and not head.isdigit()  # 0007_add_users
        return f"{alembic.next_id}_{slug}"[:LONGEST_ID] if named else alembic.next_id
    if alembic.id_style == "date" and head and len(head) in DATES:
        return now.strftime(DATES[len(head)])
    return hashlib.sha1(f"webhookgen:{head}".encode()).hexdigest()[:12]


def slug_of(message: str, length: int) -> str:
    """A message as Alembic puts it into file names."""
    slug = "_".join(re.findall(r"\w+", message.lower()))
    return slug if len(slug) <= length else slug[:length].rpartition("_")[0] + "_"


def file_name(alembic: AlembicConfig, id: str, now: datetime, slug: str) -> str:
    """The file's name after the host's file_template.

    https://alembic.sqlalchemy.org/en/latest/tutorial.html#editing-the-ini-file
    """
    template = (alembic.file_template or "%(rev)s_%(slug)s").replace("%%", "%")
    if id.endswith(slug):  # 0008_create_webhook_event says it once
        template = template.replace("%(rev)s_%(slug)s", "%(rev)s")
    return (
        template
        % {
            "rev": id,
            "slug": slug,
            "epoch": int(now.timestamp()),
            "year": now.year,
            "month": now.month,
            "day": now.day,
            "hour": now.hour,
            "minute": now.minute,
            "second": now.second,
        }
        + ".py"
    )


def _fields(
    id: str, head: str | None, statements: Statements, now: datetime
) -> dict[str, str]:
    return {
        "up_revision": id,
        "repr(up_revision)": repr(id),
        "down_revision": head or "",
        "repr(down_revision)": repr(head),
        "branch_labels": "",
        "repr(branch_labels)": "None",
        "depends_on": "",
        "repr(depends_on)": "None",
        "create_date": str(now),
        "imports": "",
        "upgrades": statements.upgrade,
        "downgrades": statements.downgrade,
    }


def _local(now: datetime, timezone: str | None) -> datetime:
    """The time as Alembic would write it: in the configured zone, else local and naive."""
    if not timezone:
        return now.astimezone().replace(tzinfo=None)
    try:
        return now.astimezone(ZoneInfo(timezone))
    except (ZoneInfoNotFoundError, ValueError):
        return now.astimezone(ZoneInfo("UTC"))
