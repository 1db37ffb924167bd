"""What the module needs that a host does not have yet, and where it would declare it."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..errors import CannotPlace
from ..host.source import Source, is_beside
from ..host.values import PackageManager
from ..plan import current
from ..render import Tree
from ..template import SOURCE
from ..wiring.dependencies import declared, normalised, table_that_has, with_requirement
from ..wiring.text import Text

PARTS = "template/includes/parts.json"
SETTINGS = "pydantic-settings>=2.2"
TEST_CLIENT = "httpx>=0.27"
TEST_DRIVER = "aiosqlite>=0.20"
IMPORTED_AS = {"pyjwt": "jwt"}
# Where hosts list what only tests need, other than in groups of pyproject.toml.
TEST_REQUIREMENTS = (
    "requirements-dev.txt",
    "requirements-test.txt",
    "requirements/dev.txt",
    "requirements/test.txt",
    "requirements_dev.txt",
    "dev-requirements.txt",
    "requirements.txt",
)


@dataclass(frozen=True)
class Need:
    """A requirement and the file and table where it belongs; table "" is a plain list."""

    requirement: str
    file: str
    table: str

    def declare(self, text: Text) -> Text:
        """The file's text with the requirement. Raises CannotPlace."""
        return with_requirement(text, self.table, self.requirement)


def of_provider(tree: Tree) -> list[str]:
    """The requirements of what is rendered for a provider: of its signature scheme, say."""
    parts = json.loads((SOURCE / PARTS).read_text("utf-8"))
    names = {f"{p.parent.name}/{p.stem}" for p in map(PurePosixPath, tree)}
    return sorted({r for name in names & parts.keys() for r in parts[name]["packages"]})


def of_tests(session: str) -> list[str]:
    """The requirements of the module's tests, pytest apart."""
    return [TEST_CLIENT, TEST_DRIVER] if session == "async" else [TEST_CLIENT]


def needs(
    source: Source,
    packages: PackageManager | None,
    requirements: Sequence[str],
    for_tests: Sequence[str] = (),
) -> list[Need]:
    """What of it is to be added. What the host imports itself it has, however it got there."""
    if packages is None:
        return []
    wanted = [Need(r, packages.file, packages.table) for r in requirements]
    if for_tests and (place := _place_of_tests(source.root, packages.file)):
        wanted += [Need(requirement, *place) for requirement in for_tests]
    return [
        need
        for need in wanted
        if normalised(need.requirement) not in packages.dependencies
        and not _uses(source, need.requirement)
    ]


def _place_of_tests(root: Path, main: str) -> tuple[str, str] | None:
    """The file and table where pytest is declared."""
    for path in dict.fromkeys([main, "pyproject.toml", *TEST_REQUIREMENTS]):
        content = current(root, path)
        if content is None:
            continue
        try:
            text = Text.of(path, content)
            if path.endswith(".txt"):
                table = "" if "pytest" in declared(text, "") else None
            else:
                table = table_that_has(text, "pytest")
        except CannotPlace:
            continue
        if table is not None:
            return path, table
    return None


def _uses(source: Source, requirement: str) -> bool:
    """Whether the host imports the package, or its tests name it in a database URL."""
    module = import_name(requirement)
    imported = re.compile(rf"^\s*(from|import)\s+{module}\b", re.M)
    return any(
        imported.search(found.text)
        or (is_beside(found.path) and f"sqlite+{module}:" in found.text)
        for found in source.containing(module, beside=True)
    )


def import_name(requirement: str) -> str:
    """What its code is imported as."""
    name = normalised(requirement).replace("-", "_")
    return IMPORTED_AS.get(name, name)
