"""The webhooks module for a host: rendered like our own services' and moved to its place there.

The template keeps fixed paths and names, so its files can be linted and tested as they stand;
here they are replaced. Imports inside the module are relative and need nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..render import Tree
from .names import Names

MODULE = "app/modules/webhooks"
PACKAGE = "app.modules.webhooks"
TESTS = "tests/webhooks"
MIGRATIONS = "alembic/versions/"

# What the template's files say of the service around them.
ENGINE = "from app.core.database import engine"
BASE = "from app.core.database import Base"
MAKE_ENGINE = "from app.core.database import make_engine"
ROUTE = "── POST /webhooks/{source}"
APP = "from app.main import app"
SESSIONS = {
    "from sqlmodel import Session": "from sqlalchemy.orm import Session",
    "from sqlmodel.ext.asyncio.session import AsyncSession": (
        "from sqlalchemy.ext.asyncio import AsyncSession"
    ),
}


@dataclass(frozen=True)
class Place:
    """Where the module and its tests go in a host, and what they read there."""

    directory: str  # app/webhooks
    package: str  # app.webhooks
    tests: str  # tests/webhooks
    env_file: str = ".env"
    test_package: str = ""  # as tests import it, where that differs: src.app.webhooks

    @property
    def import_root(self) -> str:
        """The folder that the package's name starts from."""
        inside = self.package.replace(".", "/")
        return self.directory.removesuffix(inside).rstrip("/") or "."


def named(tree: Tree, names: Names) -> Tree:
    """The rendered files with the host's engine, metadata, session class and application."""
    of_host = {ENGINE: f"{names.engine_import}", **_sessions(names)}
    if names.engine != "engine":
        made = f"# Nothing that could be imported is the engine itself.\nengine = {names.engine}"
        of_host["__all__ = ["] = f"{made}\n\n__all__ = ["
    of_tests = {
        MAKE_ENGINE: "from .engines import make_engine",
        APP: names.app_import,
        "client_of(app)": f"client_of({names.app})",
        '"/webhooks/nobody"': f'"{names.url}/nobody"',
    }
    of_models = {
        BASE: names.metadata_import,
        "Base.metadata": names.metadata,
    }
    # The host's routers put their prefix before it; as wide, for it stands in a drawing.
    of_readme = {ROUTE: "─ POST …/webhooks/{source}"}
    changes = {
        f"{MODULE}/README.md": of_readme,
        f"{MODULE}/host.py": of_host,
        f"{MODULE}/models.py": of_models,
        f"{TESTS}/test_app.py": of_tests,
        f"{TESTS}/test_outage.py": of_tests,
        f"{TESTS}/conftest.py": of_tests,
    }
    return {
        path: replace(file, content=_replaced(file.content, changes.get(path, {})))
        for path, file in tree.items()
    }


def relocated(tree: Tree, place: Place, names: Mapping[str, str]) -> Tree:
    """The rendered files under the host's paths; the template's migration apart.

    `names` are constraint names to replace.
    """
    return {
        _moved(path, place): replace(
            file, content=renamed(file.content, _seen_from(path, place), names)
        )
        for path, file in tree.items()
        if not path.startswith(MIGRATIONS)
    }


def renamed(content: bytes, place: Place, names: Mapping[str, str]) -> bytes:
    """A rendered file's content with the host's paths and constraint names."""
    env_file = {'env_file=".env"': f'env_file="{place.env_file}"'}
    package = {PACKAGE: place.package, MODULE: place.directory}
    return _replaced(content, {**package, **env_file, **names})


def migration_source(tree: Tree) -> str:
    """The template's own migration."""
    (path,) = [path for path in tree if path.startswith(MIGRATIONS)]
    return tree[path].content.decode()


def _sessions(names: Names) -> Mapping[str, str]:
    return SESSIONS if names.session_library == "sqlalchemy" else {}


def _replaced(content: bytes, replacements: Mapping[str, str]) -> bytes:
    """All at once, so that nothing is replaced in what was put in."""
    if not replacements:
        return content
    wanted = "|".join(map(re.escape, replacements))
    pattern = re.compile(rf"(?<!\w)({wanted})(?!\w)")
    return pattern.sub(lambda m: replacements[m[1]], content.decode()).encode()


def _seen_from(path: str, place: Place) -> Place:
    """The place as a file of the template names it."""
    if path.startswith(f"{TESTS}/") and place.test_package:
        return replace(place, package=place.test_package)
    return place


def _moved(path: str, place: Place) -> str:
    for old, new in ((MODULE, place.directory), (TESTS, place.tests)):
        if path.startswith(f"{old}/"):
            return new + path.removeprefix(old)
    return path
