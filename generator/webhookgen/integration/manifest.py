"""What was written into a host and with which contents: .webhookgen/manifest.json.

It is committed with the host. From it a second provider learns where the module is, and
remove-provider what is ours and unchanged.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from ..errors import FactMissing
from ..host.facts import HostFacts
from ..host.values import (
    CodeStyle,
    ImportRoot,
    ModulePlace,
    SettingsStyle,
    TestLayout,
)
from ..journal import digest
from .hunks import Hunk, ends_open, hunks
from .locate import MANIFEST as MANIFEST
from .module import Place
from .names import Names, in_tests

PLAIN = CodeStyle("none", 88, "double", None)


@dataclass(frozen=True)
class Edit:
    """A host's file that got lines of ours, and whose they are; "" is the module itself."""

    path: str
    provider: str
    hunks: tuple[Hunk, ...]
    open_end: bool  # before the first edit it had no newline at its end


@dataclass(frozen=True)
class Migration:
    """The revision that makes the table."""

    revision: str
    path: str
    digest: str


@dataclass(frozen=True)
class Manifest:
    """All that is ours in a host."""

    place: Place
    names: Names
    session: str
    style: CodeStyle
    app: str  # module:name, with () for a factory
    url: str  # the path that providers are given: /api/v1/webhooks/{source}
    env_samples: tuple[str, ...]
    env_commented: bool
    licence: str = ""
    # Each file's digest, under the provider that brought it; "" is the module itself.
    files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    folders: tuple[str, ...] = ()
    migration: Migration | None = None

    @property
    def providers(self) -> list[str]:
        return sorted(name for name in self.files if name)

    @property
    def paths(self) -> set[str]:
        """Every file that is ours."""
        return {path for files in self.files.values() for path in files}

    def with_file(self, provider: str, path: str, content: bytes) -> "Manifest":
        """The manifest with a file that a provider needs."""
        of_provider = {**self.files.get(provider, {}), path: digest(content)}
        return replace(self, files={**self.files, provider: of_provider})

    def with_edit(
        self, path: str, provider: str, before: bytes, after: bytes
    ) -> "Manifest":
        """The manifest with the edit that made one content of a host's file the other."""
        edit = Edit(path, provider, hunks(before, after), ends_open(before))
        return replace(self, edits=(*self.edits, edit))

    @property
    def content(self) -> bytes:
        text = json.dumps(asdict(self), indent=2, sort_keys=True, default=list)
        return text.encode() + b"\n"


def new_manifest(facts: HostFacts, names: Names) -> Manifest:
    """The manifest of a host in which nothing is ours yet."""
    module = facts.module.known()
    app, mount, settings = facts.app.value, facts.router.value, facts.settings.value
    return Manifest(
        place=Place(
            module.directory,
            module.package,
            _tests_folder(module, facts.tests.value),
            _env_file(settings),
            _test_package(module, facts.imports.known()),
        ),
        names=names,
        session=facts.session.known().kind,
        style=facts.style.value or PLAIN,
        app=f"{app}()" if app and app.kind == "factory" else str(app or ""),
        url=mount.full_path if mount else "",
        env_samples=facts.env_samples.value or (),
        env_commented=settings is not None and settings.forbids_extra,
        licence=facts.licence.value or "",
    )


def _tests_folder(module: ModulePlace, tests: TestLayout | None) -> str:
    """Beside the host's tests, under the module's own name."""
    folder = tests.directory if tests else "tests"
    name = PurePosixPath(module.directory).name
    # Without __init__.py beside it, it is imported by its name alone.
    if module.package == name and not (tests and tests.is_package):
        name += "_tests"
    return f"{folder}/{name}"


def _test_package(module: ModulePlace, root: ImportRoot) -> str:
    """The module's name in tests, where they import the host by another one."""
    name = in_tests(module.package, root)
    return "" if name == module.package else name


def _env_file(settings: SettingsStyle | None) -> str:
    files = settings.env_files if settings else ()
    return next((path for path in files if path.endswith(".env")), ".env")


def read_manifest(directory: Path) -> Manifest | None:
    """A host's manifest; None where it has none. Raises FactMissing for a broken one."""
    path = directory / MANIFEST
    try:
        return _manifest(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FactMissing(
            f"{path} does not tell what was written here ({type(error).__name__}: {error}); "
            "restore it from version control"
        ) from error


def _manifest(document: dict[str, Any]) -> Manifest:
    style = CodeStyle(**document["style"])
    return Manifest(
        **{
            **document,
            "place": Place(**document["place"]),
            "names": Names(**document["names"]),
            "style": replace(style, rules=tuple(style.rules)),
            "env_samples": tuple(document["env_samples"]),
            "edits": tuple(map(_edit, document["edits"])),
            "folders": tuple(document["folders"]),
            "migration": document["migration"] and Migration(**document["migration"]),
        }
    )


def _edit(document: dict[str, Any]) -> Edit:
    found = [
        Hunk(h["line"], tuple(h["added"]), tuple(h["removed"]))
        for h in document["hunks"]
    ]
    return Edit(**{**document, "hunks": tuple(found)})
