"""What was written into a host and with which contents: .webhookgen/manifest.json.

It is committed with the host. From it a second provider learns where the module is, and
remove-provider what is ours and unchanged.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from ..errors import FactMissing
from ..host.values import CodeStyle
from .hunks import Hunk
from ..journal import digest
from .module import Place

MANIFEST = ".webhookgen/manifest.json"


@dataclass(frozen=True)
class Edit:
    """A host's file that got lines of ours; `digest` is of the file with them."""

    path: str
    digest: str
    hunks: tuple[Hunk, ...]
    provider: str | None = None  # whose lines; None: the module's


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
    session: str
    style: CodeStyle
    app: str  # module:name, with () for a factory
    url: str  # the path that providers are given: /api/v1/webhooks/{source}
    env_samples: tuple[str, ...]
    env_commented: bool
    licence: str | None = None
    # Each file's digest, under the provider that needs it; "" is the module itself.
    files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    folders: tuple[str, ...] = ()
    migration: Migration | None = None

    @property
    def providers(self) -> list[str]:
        return sorted(name for name in self.files if name)

    def with_files(self, provider: str, contents: Mapping[str, bytes]) -> "Manifest":
        """The manifest with files that a provider brought."""
        digests = {path: digest(content) for path, content in contents.items()}
        return replace(self, files={**self.files, provider: digests})

    @property
    def content(self) -> bytes:
        text = json.dumps(asdict(self), indent=2, sort_keys=True, default=list)
        return text.encode() + b"\n"


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
