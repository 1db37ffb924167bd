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


def if_missing(statements: Statements) -> Statements:
    """The same statements, but upgrade() makes only what is not there.

    The database looks, so that it is right in SQL scripts (`--sql`) too, and whatever a naming
    convention makes of the names.
    """
    looking = "if_not_exists=True"
    upgrade = _with_keyword(statements.upgrade, looking, "op.create_")
    helpers = _with_keyword(statements.helpers, looking, "op.create_")
    why = "# metadata.create_all may have made it before."
    return replace(statements, upgrade=f"{why}\n{upgrade}", helpers=helpers)


def _with_keyword(source: str, keyword: str, which: str = "op.") -> str:
    """Every call of Alembic's that begins like this with one more argument."""
    lines = source.splitlines()
    calls = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(which)
    ]
    for call in sorted(calls, key=lambda c: c.end_lineno or 0, reverse=True):
        row, end = (call.end_lineno or 1) - 1, (call.end_col_offset or 1) - 1
        before = "\n".join([*lines[:row], lines[row][:end]]).rstrip()
        comma = "" if before.endswith(",") else ", "
        lines[row] = f"{lines[row][:end]}{comma}{keyword}{lines[row][end:]}"
    return "\n".join(lines)
