"""Where the module is: in a service of ours by its answers, in a host by its manifest."""

from dataclasses import dataclass
from pathlib import Path

from ..errors import FactMissing
from ..integration.locate import find_host
from ..integration.manifest import MANIFEST, read_manifest
from ..service import MODULE, find_service, is_service

PACKAGE = "app.modules.webhooks"


@dataclass(frozen=True)
class Installed:
    """The module in a project. `app` is module:name, with () for a factory."""

    root: Path
    directory: str  # app/modules/webhooks
    package: str
    app: str
    url: str  # the path of a source: /webhooks/{source}
    env_file: str
    # Whether the application refuses keys in its .env that it does not know.
    only_environment: bool = False
    is_service: bool = False

    @property
    def router(self) -> str:
        """The file of the module that has its router."""
        return f"{self.directory}/router.py"


def find_installed(directory: Path) -> Installed:
    """The module in a service or host. Raises FactMissing where there is none."""
    if is_service(directory):
        find_service(directory)  # its answers can be read
        root, url = directory.resolve(), "/webhooks/{source}"
        return Installed(
            root, MODULE, PACKAGE, "app.main:app", url, ".env", is_service=True
        )
    found = find_host(directory)
    manifest = read_manifest(found) if found else None
    if found is None or manifest is None:
        raise FactMissing(
            f"{directory} has no webhooks module: neither a service made by webhookgen nor a "
            f"repository with {MANIFEST}; name its directory, or start with `webhookgen new` "
            "or `webhookgen add-provider`"
        )
    place = manifest.place
    return Installed(
        found,
        place.directory,
        place.package,
        manifest.app,
        manifest.url,
        place.env_file,
        manifest.env_commented,
    )
