"""What the template's own migration does, apart from the file around it."""

import ast
import textwrap
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Statements:
    """What a migration does, without the functions' heads, and the functions it calls."""

    upgrade: str
    downgrade: str
    helpers: str


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


def in_schema(statements: Statements, schema: str) -> Statements:
    """The same statements on a table of a schema."""
    parts = (statements.upgrade, statements.downgrade, statements.helpers)
    return Statements(*(_with_keyword(part, f'schema="{schema}"') for part in parts))


def if_missing(statements: Statements, schema: str | None) -> Statements:
    """The same statements, but upgrade() leaves alone what is there.

    What made the table made its indexes with it. A script (`--sql`) cannot look.
    """
    where = f', schema="{schema}"' if schema else ""
    upgrade = f'''\
# metadata.create_all may have made it before, with its indexes.
online = not op.get_context().as_sql
if online and sa.inspect(op.get_bind()).has_table("webhook_event"{where}):
    return
{statements.upgrade}'''
    return replace(statements, upgrade=upgrade)


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
