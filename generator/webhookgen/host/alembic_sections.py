"""Every section of the host's files that configures an Alembic environment."""

import configparser
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .source import Source


@dataclass(frozen=True)
class Section:
    """One section that configures an environment, as written."""

    file: str
    name: str
    options: Mapping[str, str]
    line: int


def alembic_sections(source: Source) -> Iterator[Section]:
    """Every section with a script_location, those nearest to the root first."""
    for path in sorted(source.files, key=lambda one: (one.count("/"), one)):
        if path.endswith(".ini"):
            yield from _ini_sections(path, source.text(path))
        elif path == "pyproject.toml":
            yield from _toml_section(path, source.text(path))


def _ini_sections(path: str, text: str) -> Iterator[Section]:
    if "script_location" not in text:
        return
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    for name in parser.sections():
        options = {key: value or "" for key, value in parser.items(name)}
        if "script_location" in options:
            line = _line(text, rf"\[{re.escape(name)}\]")
            yield Section(path, name, options, line)


def _toml_section(path: str, text: str) -> Iterator[Section]:
    try:
        table = tomllib.loads(text).get("tool", {}).get("alembic", {})
    except tomllib.TOMLDecodeError:
        return
    if isinstance(table, dict) and "script_location" in table:
        options = {
            key: "\n".join(map(str, value)) if isinstance(value, list) else str(value)
            for key, value in table.items()
        }
        yield Section(path, "tool.alembic", options, _line(text, r"\[tool\.alembic\]"))


def _line(text: str, pattern: str) -> int:
    match = re.search(rf"^\s*{pattern}", text, re.M)
    return text.count("\n", 0, match.start() + 1) + 1 if match else 1
