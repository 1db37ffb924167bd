"""The revision that makes the module's table, written out for a host's own history.

No autogenerate, no hooks, no Alembic: the statements are the template's, and what is around them
follows the host's script.py.mako, file names and revision ids.
"""

import ast
import hashlib
import re
import textwrap
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..errors import CannotPlace
from ..host.facts import HostFacts
from ..host.values import AlembicConfig

MESSAGE = "create webhook_event"
BASE = "base"  # what Alembic calls the state before the first revision
# Alembic keeps the revision in a column of this width, and PostgreSQL cuts nothing off.
LONGEST_ID = 32
DATES = {14: "%Y%m%d%H%M%S", 12: "%Y%m%d%H%M", 8: "%Y%m%d"}
EXPRESSION = re.compile(r"\$\{(.*?)\}", re.S)
# Mako that is more than an expression; a comment (##) is dropped.
CONTROL = re.compile(r"^\s*%(?!%)|<%", re.M)

DEFAULT_SCRIPT = '''"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
Create Date: ${create_date}
"""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades}


def downgrade() -> None:
    ${downgrades}
'''


@dataclass(frozen=True)
class Revision:
    """A revision file that is still to be written."""

    id: str
    path: str
    source: str


@dataclass(frozen=True)
class Statements:
    """What a migration does, without the functions' heads, and the functions it calls."""

    upgrade: str
    downgrade: str
    helpers: str


def revision_for(facts: HostFacts, template: str, now: datetime) -> Revision:
    """The revision of a host whose Alembic and head are known. Raises CannotPlace."""
    alembic, metadata = facts.alembic.known(), facts.metadata.known()
    statements = statements_of(template)
    if metadata.schema:
        statements = in_schema(statements, metadata.schema)
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
    if source is None or not _binds(source, {"op", "sa"}):
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


def statements_of(source: str) -> Statements:
    """What the template's own migration does."""
    lines = source.splitlines()
    bodies, helpers = {}, []
    for node in ast.parse(source).body:
        if not isinstance(node, ast.FunctionDef):
            continue
        first, last = node.body[0].lineno - 1, node.end_lineno
        if node.name in ("upgrade", "downgrade"):
            bodies[node.name] = textwrap.dedent("\n".join(lines[first:last]))
        else:
            helpers.append("\n".join(lines[node.lineno - 1 : last]))
    return Statements(bodies["upgrade"], bodies["downgrade"], "\n\n\n".join(helpers))


def fill(script: str, fields: dict[str, str]) -> str | None:
    """A script.py.mako with its expressions filled in; None where it needs Mako itself.

    A host's template is a program, and programs of the host's are not run here.
    """
    script = re.sub(r"^##.*\n", "", script, flags=re.M)
    if CONTROL.search(script):
        return None
    unknown = []

    def expand(match: re.Match[str]) -> str:
        name = _name(match[1])
        if name not in fields:
            unknown.append(name)
            return ""
        before = match.string[: match.start()].rpartition("\n")[2]
        indent = before if not before.strip() else ""
        return textwrap.indent(fields[name], indent).removeprefix(indent)

    filled = EXPRESSION.sub(expand, script)
    return None if unknown else filled


def script_of(root: Path, alembic: AlembicConfig) -> str | None:
    """The host's script.py.mako."""
    try:
        path = root / alembic.script_location / "script.py.mako"
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _name(expression: str) -> str:
    """`repr(x)`, or `x` for `x | filters` and for `x if x else "pass"`."""
    plain = expression.partition("|")[0]
    return re.sub(r"\s+if\s.*", "", plain, flags=re.S).strip()


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


def _binds(source: str, names: set[str]) -> bool:
    """Whether the imports at the top give these names."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return False
    imported = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    return names <= imported


def in_schema(statements: Statements, schema: str) -> Statements:
    """The same statements on a table of a schema."""
    parts = (statements.upgrade, statements.downgrade, statements.helpers)
    return Statements(*(_with_keyword(part, f'schema="{schema}"') for part in parts))


def _with_keyword(source: str, keyword: str) -> str:
    """Every call of Alembic's with one more argument."""
    lines = source.splitlines()
    calls = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("op.")
    ]
    for call in sorted(calls, key=lambda c: c.end_lineno or 0, reverse=True):
        row, end = (call.end_lineno or 1) - 1, (call.end_col_offset or 1) - 1
        before = "\n".join([*lines[:row], lines[row][:end]]).rstrip()
        comma = "" if before.endswith(",") else ", "
        lines[row] = f"{lines[row][:end]}{comma}{keyword}{lines[row][end:]}"
    return "\n".join(lines)
