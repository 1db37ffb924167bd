"""The lowest Python that the host runs on: what ours must be legal on."""

import re
from dataclasses import replace

from ..errors import FactMissing
from .candidates import Choice, certain, likely
from .config_files import line_of, load_ini, load_toml, table
from .facts import Confidence, Evidence, Fact
from .source import Source

FLAG = "--python-floor"
DEFAULT = "3.10"  # and what the module needs
VERSION = re.compile(r"(?:>=|~=|\^|==)?\s*(3\.\d+)")
IMAGE = re.compile(r"^FROM\s+(?:\S*/)?python:(3\.\d+)", re.M)


def find_python_floor(source: Source, choice: Choice | None) -> Fact[str]:
    """requires-python; else a pinned version; else the image that the host runs in.

    Raises FactMissing where the user names a version that is none, or too old.
    """
    if choice is not None:
        return _chosen(choice)
    document = load_toml(source, "pyproject.toml")
    poetry = table(document, "tool.poetry.dependencies")
    declared = (
        (
            "pyproject.toml",
            table(document, "project").get("requires-python"),
            "requires-",
        ),
        ("pyproject.toml", poetry.get("python"), "python ="),
        (
            "setup.cfg",
            load_ini(source, "setup.cfg", "options").get("python_requires"),
            "",
        ),
        (".python-version", source.text(".python-version"), ""),
        ("runtime.txt", source.text("runtime.txt"), ""),
    )
    for path, value, word in declared:
        if value and (match := VERSION.search(str(value))):
            evidence = Evidence(path, line_of(source.text(path), word))
            return _enough(certain("python", match[1], evidence))
    for path in source.files:
        if "Dockerfile" in path and (match := IMAGE.search(source.text(path))):
            line = line_of(source.text(path), match[0])
            return _enough(likely(certain("python", match[1], Evidence(path, line))))
    return likely(
        certain("python", DEFAULT), "nothing says which; the lowest we support"
    )


def _chosen(choice: Choice) -> Fact[str]:
    is_version = re.fullmatch(r"3\.\d+", choice.text)
    if not is_version or _minor(choice.text) < _minor(DEFAULT):
        raise FactMissing(
            f"{choice.given_by}: the module needs Python {DEFAULT} or newer, and "
            f"{choice.text} is not such a version"
        )
    return certain("python", choice.text, choice.given_by, flag=FLAG)


def _enough(fact: Fact[str]) -> Fact[str]:
    """The fact; not settled where the module would not run on that version."""
    if _minor(fact.known()) >= _minor(DEFAULT):
        return fact
    note = (
        f"the host names Python {fact.value}, and the module needs {DEFAULT}: "
        "raise it, or go on if it runs on a newer one"
    )
    return replace(
        fact,
        confidence=Confidence.AMBIGUOUS,
        candidates=(DEFAULT,),
        flag=FLAG,
        note=note,
    )


def _minor(version: str) -> int:
    return int(version.partition(".")[2])
