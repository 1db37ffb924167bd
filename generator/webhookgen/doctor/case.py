"""What is looked at: the module, its project's files, and its Python's answers, each once."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from ..catalog import Record
from ..endpoint import find_endpoint
from ..errors import FactMissing, UsageError
from ..host.candidates import Choice
from ..host.detect import detect
from ..host.facts import Evidence, HostFacts
from ..host.overrides import Overrides
from ..host.source import Source
from ..integration.manifest import MANIFEST
from ..interpreter import HostPython
from .findings import NotChecked
from .installed import Installed

Answer = dict[str, Any]
NO_PYTHON = (
    "no Python environment of the project was found; name its Python with --python"
)


@dataclass
class Case:
    """One examination."""

    module: Installed
    host: HostPython | None
    _answers: dict[str, tuple[Any, str]] = field(default_factory=dict)

    @cached_property
    def source(self) -> Source:
        """The project's files, read as its own imports do."""
        source = Source(self.module.root)
        imports = self.facts.imports.value
        if imports:
            source.start_imports_at(imports.directory, ".")
        return source

    @cached_property
    def facts(self) -> HostFacts:
        """What is known about the project; what the manifest says is not asked again."""
        given = {
            "project": ".",
            "app": self.module.app.removesuffix("()"),
            "module": self.module.directory,
        }
        at = Evidence(MANIFEST)
        choices = {name: Choice(text, at) for name, text in given.items() if text}
        try:
            return detect(self.module.root, Overrides(choices))
        except FactMissing:  # the application is another one by now
            return detect(self.module.root, Overrides({"project": Choice(".", at)}))

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The sources by their files: those of providers/ that define PROVIDER."""
        folder = f"{self.module.directory}/providers/"
        return tuple(
            path.removeprefix(folder).removesuffix(".py")
            for path in self.source.python
            if path.startswith(folder) and "\nPROVIDER" in self.source.text(path)
        )

    @property
    def public_url(self) -> str:
        """How providers reach the project; empty where that is not set or not known."""
        try:
            return str(self.settings()["public_url"])
        except NotChecked:
            return ""

    def record(self, source: str) -> Record:
        """What is known of the provider of a source; empty for one written by hand."""
        try:
            return find_endpoint(source, self.module.root).record
        except UsageError:
            return {}

    def settings(self) -> Answer:
        """What the module's settings are. Raises NotChecked."""
        found: Answer = self._ask("settings_read", package=self.module.package)
        return found

    def arrival(self) -> Answer:
        """What becomes of a delivery on its way to the module. Raises NotChecked."""
        if not self.module.app:
            raise NotChecked(
                f"{MANIFEST} names no application: only the module was written"
            )
        tests = self.facts.tests.value
        url = self.public_url or (tests and tests.base_url) or "http://localhost"
        found: Answer = self._ask(
            "app_arrival",
            package=self.module.package,
            app=self.module.app,
            path=self.module.url.replace("{source}", "nobody"),
            host=urlsplit(url).netloc,
        )
        return found

    def database(self) -> Answer:
        """What the database holds; it is only read. Raises NotChecked."""
        alembic = self.facts.alembic.value
        version_table = alembic.version_table if alembic else ""
        found: Answer = self._ask(
            "events_stored",
            package=self.module.package,
            version_table=version_table,
        )
        return found

    def tables(self) -> list[str]:
        """The tables in the metadata that the migrations read. Raises NotChecked."""
        alembic = self.facts.alembic.value
        if alembic is None:
            raise NotChecked("no Alembic configuration was found")
        found: list[str] = self._ask(
            "database_tables", ini=alembic.ini, section=alembic.section
        )
        return found

    def command(self, module: str) -> str:
        """How the project's Python runs a module, as typed in its directory."""
        python = "python"
        if self.host and self.host.python.is_relative_to(self.module.root):
            python = str(self.host.python.relative_to(self.module.root))
        return f"{python} -m {module}"

    def _ask(self, question: str, **arguments: Any) -> Any:
        if self.host is None:
            raise NotChecked(NO_PYTHON)
        if question not in self._answers:
            imports = self.facts.imports.value
            root = imports.directory if imports else "."
            self._answers[question] = self.host.ask(question, root=root, **arguments)
        found, problem = self._answers[question]
        if found is None:
            raise NotChecked(problem)
        return found
