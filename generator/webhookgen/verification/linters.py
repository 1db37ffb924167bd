"""What the host's linters say of files, each as far as the host uses it and has it installed."""

import json
import re
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ..interpreter import HostPython

SECONDS = 300
FLAKE8_FILES = (".flake8", "setup.cfg", "tox.ini")
# A host may have `fix = true`: looking changes nothing. What it excludes it excludes here too.
RUFF_CHECK = (
    *("check", "--no-fix", "--no-fix-only", "--no-cache", "--exit-zero"),
    *("--force-exclude", "--output-format", "json"),
)
RUFF_FORMAT = ("format", "--check", "--no-cache", "--force-exclude")
# path:line:column: CODE text
FLAKE8_LINE = re.compile(r"^(.+?):\d+:\d+: ([A-Z]+\d+)", re.M)


def complaints(host: HostPython, formatter: str, paths: Sequence[str]) -> Counter[str]:
    """The complaints about the files that are there, as `path: code`, with their number."""
    there = [path for path in paths if (host.project / path).exists()]
    if not there:
        return Counter()
    found = Counter[str]()
    if formatter == "ruff":
        found += _ruff(host, there)
        found += _unformatted(host, there, "ruff", *RUFF_FORMAT)
    if formatter == "black":
        found += _unformatted(host, there, "black", "--check", "--quiet")
    if _uses_flake8(host.project):
        found += _flake8(host, there)
    return found


def _ruff(host: HostPython, paths: Sequence[str]) -> Counter[str]:
    printed = _output(host, "ruff", *RUFF_CHECK, *paths)
    if not printed.startswith(
        "["
    ):  # not installed, or it does not understand its options
        return Counter()
    return Counter(
        f"{_relative(host, entry['filename'])}: {entry['code']}"
        for entry in json.loads(printed)
    )


def _unformatted(host: HostPython, paths: Sequence[str], *tool: str) -> Counter[str]:
    """The files that the formatter would change, asked one by one only if there are any."""
    if _code(host, *tool, *paths) != 1:
        return Counter()
    return Counter(
        f"{path}: not formatted" for path in paths if _code(host, *tool, path) == 1
    )


def _flake8(host: HostPython, paths: Sequence[str]) -> Counter[str]:
    printed = _output(host, "flake8", "--format=default", *paths)
    return Counter(
        f"{_relative(host, path)}: {code}"
        for path, code in FLAKE8_LINE.findall(printed)
    )


def _uses_flake8(project: Path) -> bool:
    paths = [project / name for name in FLAKE8_FILES]
    return any(
        p.is_file() and "[flake8]" in p.read_text("utf-8", "replace") for p in paths
    )


def _output(host: HostPython, *arguments: str) -> str:
    done = _run(host, arguments)
    return done.stdout.strip() if done else ""


def _code(host: HostPython, *arguments: str) -> int | None:
    done = _run(host, arguments)
    missing = done is None or "No module named" in done.stderr
    return None if missing or done is None else done.returncode


def _run(
    host: HostPython, arguments: Sequence[str]
) -> "subprocess.CompletedProcess[str] | None":
    command = [str(host.python), "-m", *arguments]
    try:
        return host.run(command, seconds=SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return None


def _relative(host: HostPython, name: str) -> str:
    path = Path(name)
    if not path.is_absolute():
        path = host.project / path
    return path.resolve().relative_to(host.project.resolve()).as_posix()
