"""What the module needs that a host does not have yet, and where it would declare it."""

import re
from dataclasses import dataclass
from pathlib import Path

from ..errors import CannotPlace
from ..host.facts import HostFacts
from ..host.source import Source
from ..plan import current
from ..wiring.dependencies import declared, normalised, table_that_has, with_requirement
from ..wiring.text import Text

SETTINGS = "pydantic-settings>=2.7"
TEST_CLIENT = "httpx>=0.27"
TEST_DRIVER = "aiosqlite>=0.20"
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


def needs(facts: HostFacts, source: Source) -> list[Need]:
    """The requirements to add. What the host imports itself it has, however it got there."""
    packages = facts.packages.value
    if packages is None:
        return []
    wanted = [Need(SETTINGS, packages.file, packages.table)]
    if place := _place_of_tests(facts.project.known(), packages.file):
        wanted.append(Need(TEST_CLIENT, *place))
        if facts.session.known().kind == "async":
            wanted.append(Need(TEST_DRIVER, *place))
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
    """Whether the host's code or tests import the package, or name it in a database URL."""
    module = normalised(requirement).replace("-", "_")
    use = re.compile(rf"^\s*(from|import)\s+{module}\b|sqlite\+{module}:", re.M)
    return any(use.search(m.text) for m in source.containing(module, beside=True))
