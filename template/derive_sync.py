"""Derives the sync form of the template from the async one; `--check` only compares.

The async form is written, the sync form follows word by word, as psycopg does it:
https://www.psycopg.org/articles/2024/09/23/async-to-sync/
Where threads need something else than tasks do, a file is written by hand in both forms.
"""

import ast
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).parent / "project"
ASYNC_FORM = PROJECT / "{{ async_form }}"
SYNC_FORM = PROJECT / "{{ sync_form }}"

MODULE, TESTS = "app/modules/webhooks", "tests/webhooks"
BROKER, CELERY, TASKIQ = "{{ with_broker }}", "{{ with_celery }}", "{{ with_taskiq }}"
WRITTEN_TWICE = {
    "app/core/database.py",
    f"{MODULE}/attempt.py",
    f"{MODULE}/concurrency.py",
    f"{MODULE}/inbox.py",
    f"{MODULE}/queue.py",
    f"{TESTS}/concurrency.py",
    f"{TESTS}/test_disconnect.py",
    f"{TESTS}/test_outage.py",
    f"{BROKER}/{MODULE}/broker_queue.py",
    f"{CELERY}/{MODULE}/celery_publisher.py",
    f"{TASKIQ}/{MODULE}/taskiq_publisher.py",
}
ASYNC_ONLY = {
    f"{TESTS}/test_time_limit.py",  # a thread cannot be stopped
    f"{CELERY}/{MODULE}/celery_loop.py",  # Celery's tasks are not coroutines
}
# HTTP is asynchronous in both forms, and awaits these.
SECRET_SOURCE = {"signing", "verify_tokens", "keep"}
STAYS_ASYNC = {
    f"{MODULE}/service.py": {"receive"},
    f"{TESTS}/sandbox.py": SECRET_SOURCE,
    f"{TESTS}/test_handshakes.py": SECRET_SOURCE,
}
# What only the runner of async tests needs.
DROPPED = {
    f"{TESTS}/conftest.py": {"anyio_backend"},
    # Deterministic in one event loop only; test_outage.py has it for threads.
    f"{TESTS}/test_receive.py": {"test_more_than_can_wait_is_refused_not_lost"},
}

WORDS = [
    (r"\n*pytestmark = pytest\.mark\.anyio\n", "\n"),
    (r"@pytest\.mark\.anyio\n", ""),
    (r"\(await (session\.connection\(\))\)", r"\1"),
    (r"\(await (connection)\.get_raw_connection\(\)\)", r"\1.connection"),
    (r"connection\.run_sync\((\w+(?:\.\w+)?)", r"\1(connection"),
    (r"asyncio\.run\((.+)\)\n", r"\1\n"),
    (r"asyncio\.to_thread\(([\w.]+), (.+)\)\n", r"\1(\2)\n"),
    (r"(?<![\w.])run\((.+)\)\n", r"\1\n"),
    (r"\basync (def|with|for)\b", r"\1"),
    (r"\bawait ", ""),
    (r"\bAwaitable\[(\w+)\]", r"\1"),
    (r"\bAwaitable, ", ""),
    (r"\.sync_engine\b", ""),
    (r"\bsqlalchemy\.ext\.asyncio\b", "sqlalchemy"),
    (r"\bsqlmodel\.ext\.asyncio\.session\b", "sqlmodel"),
    (r"\bcreate_async_engine\b", "create_engine"),
    (r"\bAsync(Session|Connection|Engine|Iterator)\b", r"\1"),
    (r"\basynccontextmanager\b", "contextmanager"),
    (r"\bAsyncExitStack\b", "ExitStack"),
    (r"\benter_async_context\b", "enter_context"),
    (r"\basyncio\.(Lock|Event|Semaphore)\b", r"threading.\1"),
    (r"\bimport asyncio\b", "import threading"),
    (r"\+aiosqlite\b", ""),
    (r"\basyncpg\b", "psycopg"),
]


def main() -> int:
    """Writes what is stale; with --check says so, and the exit code is 1."""
    texts = derive()
    stale = [path for path, text in texts.items() if _read(SYNC_FORM / path) != text]
    if "--check" in sys.argv:
        print("".join(f"{path} is stale: run `make sync`\n" for path in stale), end="")
        return 1 if stale else 0
    for path in stale:
        (SYNC_FORM / path).parent.mkdir(parents=True, exist_ok=True)
        (SYNC_FORM / path).write_text(texts[path], "utf-8")
        print(path)
    return 0


def derive() -> dict[str, str]:
    """The derived files of the sync form by their paths."""
    sources = {
        path.relative_to(ASYNC_FORM).as_posix(): path.read_text("utf-8")
        for path in sorted(ASYNC_FORM.rglob("*"))
        if path.suffix in (".py", ".jinja")
    }
    texts = {
        path: rewrite(path, text)
        for path, text in sources.items()
        if path not in WRITTEN_TWICE | ASYNC_ONLY
    }
    return _formatted(texts)


def rewrite(path: str, text: str) -> str:
    """One file, word by word, but for the functions that stay or go."""
    stays, dropped = STAYS_ASYNC.get(path, set()), DROPPED.get(path, set())
    parts, end = [], 0
    lines = text.splitlines(keepends=True)
    for first, last, name in _functions(text) if stays | dropped else []:
        if name in stays | dropped:
            parts.append(_reworded("".join(lines[end:first])))
            parts.append("".join(lines[first:last]) if name in stays else "")
            end = last
    derived = "".join(parts) + _reworded("".join(lines[end:]))
    # Of .jinja files ruff takes no import away.
    return derived if "pytest." in derived else derived.replace("import pytest\n\n", "")


def _functions(text: str) -> list[tuple[int, int, str]]:
    """Every function's first line, the line after its last, and its name."""
    return sorted(
        (
            min([node.lineno, *(d.lineno for d in node.decorator_list)]) - 1,
            node.end_lineno or 0,
            node.name,
        )
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def _reworded(text: str) -> str:
    for pattern, replacement in WORDS:
        text = re.sub(pattern, replacement, text)
    return text


def _formatted(texts: dict[str, str]) -> dict[str, str]:
    """With the imports sorted and the lines broken as ruff does it in a service."""
    with tempfile.TemporaryDirectory() as folder:
        service = Path(folder)
        for part in ("app", "tests", "alembic"):
            shutil.copytree(PROJECT / part, service / part)
        for path, text in texts.items():
            (service / path).parent.mkdir(parents=True, exist_ok=True)
            (service / path).write_text(text, "utf-8")
        python = [path for path in texts if path.endswith(".py")]
        isolated = ("--isolated", "--quiet", "--config", "target-version='py310'")
        imports = ("--select", "I,F401", "--fix")
        first = ("--config", "lint.isort.known-first-party=['app']")
        third = ("--config", "lint.isort.known-third-party=['alembic']")
        _ruff(service, "check", *isolated, *imports, *first, *third, *python)
        _ruff(service, "format", *isolated, *python)
        return {path: (service / path).read_text("utf-8") for path in texts}


def _ruff(folder: Path, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "ruff", *arguments], cwd=folder, check=True)


def _read(path: Path) -> str | None:
    return path.read_text("utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
