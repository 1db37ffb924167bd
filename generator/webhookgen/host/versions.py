"""Whether the versions that the host declares leave room for what the module needs."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from .candidates import Choice
from .config_files import load_toml, table
from .facts import Confidence, Evidence, Fact
from .source import Source
from .values import PackageManager

FLAG = "--allow-old"
# What the generated code is written for; FastAPI 0.100 is the first that takes Pydantic 2, and
# SQLModel 0.0.14 the first that takes SQLAlchemy 2.
LOWEST = {
    "fastapi": "0.100",
    "pydantic": "2.0",
    "pydantic-settings": "2.2",
    "sqlalchemy": "2.0",
    "sqlmodel": "0.0.14",
}
REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*([^;#\\]*)")
# https://python-poetry.org/docs/dependency-specification/
CARET = re.compile(r"\^\s*(\d+(?:\.\d+)*)")
TILDE = re.compile(r"(?<![\w.])~(?!=)\s*(\d+(?:\.\d+)?)[\d.]*")


def find_versions(
    source: Source, packages: PackageManager | None, choice: Choice | None
) -> Fact[tuple[str, ...]]:
    """The requirements that keep a package below what the module needs.

    They can be accepted by the packages' names, for an environment that is newer than they say.
    """
    low = list(_too_low(source, packages)) if packages else []
    if not low:
        return Fact("versions", (), Confidence.CERTAIN)
    problems = [
        f"{text}, and the module needs {name} {LOWEST[name]} or newer"
        for name, text, _ in low
    ]
    names = tuple(dict.fromkeys(name for name, _, _ in low))
    accepted = set(choice.text.split(",")) if choice else set()
    return Fact(
        "versions",
        tuple(text for _, text, _ in low),
        Confidence.CERTAIN if accepted >= set(names) else Confidence.AMBIGUOUS,
        tuple(place for _, _, place in low),
        (",".join(names),),
        FLAG,
        f"{'; '.join(problems)}: raise it, or go on if a newer one is installed",
    )


def _too_low(
    source: Source, packages: PackageManager
) -> Iterator[tuple[str, str, Evidence]]:
    text = source.text(packages.file)
    for name, written in _declared(source, packages):
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in LOWEST and not admits(written, LOWEST[key]):
            here = re.search(rf"^\W*{re.escape(name)}(?![\w-])", text, re.M)
            line = text.count("\n", 0, here.end()) + 1 if here else None
            place = Evidence(packages.file, line)
            yield key, f"the host has {name} {written}".strip(), place


def _declared(source: Source, packages: PackageManager) -> Iterator[tuple[str, str]]:
    """Each requirement's name and versions, as they are written."""
    declared: Any = source.text(packages.file).splitlines()
    if packages.table:
        document = load_toml(source, packages.file)
        parent, _, last = packages.table.rpartition(".")
        declared = (table(document, parent) if parent else document).get(last, ())
    if isinstance(declared, Mapping):
        for name, value in declared.items():
            wanted = value.get("version") if isinstance(value, Mapping) else value
            yield name, str(wanted or "")
        return
    for line in declared:
        if match := REQUIREMENT.match(str(line)):
            yield match[1], match[2].strip(" ()")


def admits(written: str, lowest: str) -> bool:
    """Whether versions, as a requirement or Poetry writes them, go as high as `lowest`.

    What cannot be read is taken to.
    """
    plain = TILDE.sub(r"~=\1.0", CARET.sub(_up_to_breaking, written))
    if re.match(r"\d", plain):  # Poetry: exactly this one
        plain = f"=={plain}"
    try:
        allowed = SpecifierSet(
            plain.strip().replace("|| ", ",") if plain != "*" else ""
        )
        named = [one.version.removesuffix(".*") for one in allowed]
        next_ones = [f"{one}.1" for one in named if re.fullmatch(r"[\d.]+", one)]
        tried = [Version(one) for one in (lowest, f"{lowest}.1", *named, *next_ones)]
    except (InvalidSpecifier, InvalidVersion):
        return True
    enough = Version(lowest)
    return any(one >= enough and allowed.contains(one, True) for one in tried)


def _up_to_breaking(match: re.Match[str]) -> str:
    """`^1.4` as `>=1.4,<2`: up to the first number that is not 0, or the last one."""
    numbers = [int(one) for one in match[1].split(".")]
    leading = next((n for n, one in enumerate(numbers) if one), len(numbers) - 1)
    upper = [*numbers[:leading], numbers[leading] + 1]
    return f">={match[1]},<{'.'.join(map(str, upper))}"
