"""The few lines that go into a host's own files."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import indent

from ..dotenv import with_secrets_of
from ..endpoint import Endpoint
from ..errors import CannotPlace
from ..host.facts import HostFacts
from ..plan import current
from ..wiring.imports import Sorter, import_statement
from ..wiring.models import with_models
from ..wiring.router import with_router
from ..wiring.text import Text
from .manifest import Manifest
from .migration import MESSAGE, statements_of
from .module import Place
from .needs import Need


@dataclass
class Edits:
    """Edited files of a host by their path; several edits of one file add up."""

    directory: Path
    contents: dict[str, bytes] = field(default_factory=dict)
    # What could not be placed, as texts that tell what belongs where.
    manual: list[str] = field(default_factory=list)

    def edit(self, path: str, change: Callable[[Text], Text], otherwise: str) -> None:
        """Changes a file; where that has no safe place, `otherwise` is left to the user."""
        before = self.contents.get(path, current(self.directory, path))
        try:
            if before is None:
                raise CannotPlace(path, "is not there")
            after = change(Text.of(path, before)).content
        except CannotPlace as problem:
            self.manual.append(f"{problem}. {otherwise}")
            return
        if after != before:
            self.contents[path] = after

    def add_secrets(self, path: str, endpoint: Endpoint, *, commented: bool) -> None:
        """Adds what has to be configured to a sample of the environment."""
        before = self.contents.get(path, current(self.directory, path))
        if before is not None:
            source, record = endpoint.source, endpoint.record
            after = with_secrets_of(source, record, before, commented=commented)
            if after != before:
                self.contents[path] = after


def mount_router(edits: Edits, facts: HostFacts, place: Place, sort: Sorter) -> None:
    """Includes the router beside the host's own."""
    mount = facts.router.known()
    statement = import_statement(
        mount.file,
        place.directory,
        place.package,
        "router",
        "",
        relative=mount.relative_imports and not _bans_relative(facts),
    ).rstrip()
    edits.edit(
        mount.file,
        lambda text: with_router(text, mount, statement, sort),
        f"Put there:\n  {statement} router as webhooks_router\n"
        f"  {mount.variable}.include_router(webhooks_router)",
    )


def register_models(edits: Edits, facts: HostFacts, place: Place, sort: Sorter) -> None:
    """Lets the host's migrations know the table."""
    models = facts.models.known()
    statement = import_statement(
        models.file,
        place.directory,
        place.package,
        "models",
        "WebhookEvent",
        relative=models.relative_imports and not _bans_relative(facts),
    )
    edits.edit(
        models.file,
        lambda text: with_models(text, models, statement, sort),
        f"Put below its imports:\n  {statement}  # noqa: F401",
    )


def declare_needs(edits: Edits, found: list[Need], *, by_hand: bool = False) -> None:
    """Adds requirements that the host does not declare, or leaves that to the user."""
    for need in found:
        if by_hand:
            edits.manual.append(f"The requirement {need.requirement} in {need.file}")
            continue
        edits.edit(need.file, need.declare, f"Add the requirement {need.requirement}")


def steps_by_hand(manifest: Manifest, template: str) -> list[str]:
    """What is left to the user where nothing of the host's is touched."""
    package = manifest.place.package
    statements = statements_of(template)
    whole = f"{statements.upgrade}\n\n{statements.helpers}".rstrip()
    engine = f"{manifest.place.directory}/host.py: your application's own engine"
    return [
        *([engine] if "os.environ" in manifest.names.engine else []),
        "Where routers are included, but under no login:\n"
        f"  from {package}.router import router as webhooks_router\n"
        "  app.include_router(webhooks_router)",
        "Where the migrations' env.py imports models:\n"
        f"  from {package}.models import WebhookEvent  # noqa: F401",
        "A revision that creates the table: alembic revision --autogenerate -m "
        f'"{MESSAGE}"; or by hand:\n{indent(whole, "  ")}',
    ]


def _bans_relative(facts: HostFacts) -> bool:
    style = facts.style.value
    return style is not None and style.bans_relative_imports
