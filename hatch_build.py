"""Puts the template into what is built, so that an installed webhookgen works offline.

A wheel gets the bundle that services are rendered from, and beside it those few files that
webhookgen reads itself. They are not the whole tree: pip would compile its Python files, and
its paths are too long for Windows. The sdist gets the bundle too, for it carries no git.
"""

import importlib.util
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLE = "_template.bundle"
MODULE = "template/project/app/modules/webhooks"
READ_BY_US = (
    "template/catalog",
    "template/includes/index.json",
    "template/includes/parts.json",
    "template/includes/reserved.json",
    "template/includes/secrets.env",
    f"{MODULE}/bodies",
    f"{MODULE}/clock.py",
    f"{MODULE}/delivery.py",
    f"{MODULE}/errors.py",
    f"{MODULE}/handshakes",
    f"{MODULE}/paths.py",
    f"{MODULE}/providers/__init__.py",
    f"{MODULE}/providers/provider.py",
    f"{MODULE}/providers/reading.py",
    f"{MODULE}/providers/selectors.py",
    f"{MODULE}/signatures",
)


class TemplateHook(BuildHookInterface[Any]):
    """Found by hatchling through pyproject.toml."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return  # reads and renders the checkout itself
        checkout = Path(self.root)
        included = build_data["force_include"]
        if self.target_name == "wheel":
            for path in READ_BY_US:
                included[str(checkout / path)] = f"webhookgen/_template/{path}"
        if not (checkout / "generator/webhookgen" / BUNDLE).exists():
            package = "webhookgen" if self.target_name == "wheel" else PACKAGE_IN_SDIST
            included[str(self._build_bundle(checkout))] = f"{package}/{BUNDLE}"

    def _build_bundle(self, checkout: Path) -> Path:
        # Until the build is over; then it removes itself.
        self._scratch = tempfile.TemporaryDirectory(prefix="webhookgen-build-")
        destination = Path(self._scratch.name) / BUNDLE
        _bundle_module(checkout).build_bundle(
            checkout, destination, self.metadata.version
        )
        return destination


PACKAGE_IN_SDIST = "generator/webhookgen"


def _bundle_module(checkout: Path) -> ModuleType:
    """webhookgen.bundle by its path: while it is built the package cannot be imported."""
    path = checkout / "generator/webhookgen/bundle.py"
    spec = importlib.util.spec_from_file_location("webhookgen_bundle", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
