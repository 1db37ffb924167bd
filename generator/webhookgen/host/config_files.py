"""The host's TOML and INI files, read as mappings."""

import configparser
import tomllib
from collections.abc import Mapping
from typing import Any

from .source import Source


def load_toml(source: Source, path: str) -> Mapping[str, Any]:
    """A TOML file; empty where it is not there or no TOML."""
    try:
        return tomllib.loads(source.text(path))
    except tomllib.TOMLDecodeError:
        return {}


def table(document: Mapping[str, Any], dotted: str) -> Mapping[str, Any]:
    """A table by its dotted name; empty where there is none."""
    for part in dotted.split("."):
        inner = document.get(part, {})
        document = inner if isinstance(inner, Mapping) else {}
    return document


def load_ini(source: Source, path: str, section: str) -> Mapping[str, str]:
    """A section of an INI file; empty where there is none."""
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(source.text(path))
    except configparser.Error:
        return {}
    if not parser.has_section(section):
        return {}
    return {key: value or "" for key, value in parser.items(section)}


def line_of(text: str, word: str) -> int:
    """The line where a word first stands; 1 where it does not."""
    position = text.find(word)
    return text.count("\n", 0, max(position, 0)) + 1
