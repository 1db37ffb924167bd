"""The providers' own packages: where they are missing tests skip, or fail if they were asked for.

`make smoke` installs them and sets WEBHOOKGEN_REQUIRE_SDKS=1.
"""

import importlib
import os
import shutil
from pathlib import Path

import pytest

NPM = Path(__file__).with_name("npm")
REQUIRED = os.environ.get("WEBHOOKGEN_REQUIRE_SDKS") == "1"


def need_extra(module: str) -> None:
    """For a whole test module: a package of the extra `sdk` stands for all of them."""
    if REQUIRED:
        importlib.import_module(module)
    pytest.importorskip(module, reason="needs the extra: pip install -e '.[dev,sdk]'")


def need_npm() -> None:
    """For a whole test module: node, and what npm/package.json asks for."""
    if shutil.which("node") and (NPM / "node_modules").exists():
        return
    assert not REQUIRED, "node and tests/providers/npm/node_modules are needed"
    pytest.skip(
        f"needs node, and npm install --prefix {NPM.name}", allow_module_level=True
    )
