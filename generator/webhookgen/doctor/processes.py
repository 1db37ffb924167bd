"""Several processes on one SQLite file."""

import ast
import re
from collections.abc import Iterator

from ..host.launch import SCRIPTS
from ..host.syntax import argument
from .case import Case
from .findings import Check, Finding, Level, Rule

SEVERAL = re.compile(
    r"(?:--workers[=\s\",']+|(?<=gunicorn)[^\n]*\s-w[\s\",']*|WEB_CONCURRENCY[=:\s\"']+"
    r"|^\s*replicas:\s*|^workers\s*=\s*)(\d+)",
    re.MULTILINE,
)

SQLITE = Rule(
    "sqlite-processes",
    Level.WARNING,
    "Several processes share one SQLite file",
    "SQLite has one writer at a time: they wait for each other, and deliveries that wait too long "
    "are answered 503. On several machines each has a file of its own.",
    "Set DATABASE_URL to a PostgreSQL, or run one process.",
)


def look(case: Case) -> Iterator[Finding]:
    places = list(_places(case))
    if places and case.settings()["database"] == "sqlite":
        yield SQLITE.found("the database is SQLite, and several are started", *places)


def _places(case: Case) -> Iterator[str]:
    """Where more than one process is asked for."""
    for path in case.source.files:
        name = path.rpartition("/")[2].lower()
        script = any(word in name for word in SCRIPTS) and not name.endswith(".py")
        if script or name.startswith("gunicorn") or name == case.module.env_file:
            text = case.source.text(path)
            for match in SEVERAL.finditer(text):
                if int(match[1]) > 1:
                    yield f"{path}:{text[: match.start(1)].count(chr(10)) + 1}"
    for module in case.source.containing("uvicorn"):
        for call in module.calls_to("run"):
            number = argument(call, "workers")
            value = number.value if isinstance(number, ast.Constant) else 1
            if isinstance(value, int) and value > 1:
                yield f"{module.path}:{call.lineno}"


CHECK = Check("processes", (SQLITE,), look)
