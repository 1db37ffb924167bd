"""The host's script.py.mako, filled in without Mako."""

import ast
import re
import textwrap
from pathlib import Path

from ..host.values import AlembicConfig

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


def script_of(root: Path, alembic: AlembicConfig) -> str | None:
    """The host's script.py.mako."""
    try:
        path = root / alembic.script_location / "script.py.mako"
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


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


def _name(expression: str) -> str:
    """`repr(x)`, or `x` for `x | filters` and for `x if x else "pass"`."""
    plain = expression.partition("|")[0]
    return re.sub(r"\s+if\s.*", "", plain, flags=re.S).strip()


def binds(source: str, names: set[str]) -> bool:
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
