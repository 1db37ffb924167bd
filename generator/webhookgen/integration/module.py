"""The webhooks module for a host: rendered like our own services' and moved to its place there.

The template keeps fixed paths and one dotted name, so its files can be linted and tested as they
stand; here both are replaced. Imports inside the module are relative and need nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..render import Tree

MODULE = "app/modules/webhooks"
PACKAGE = "app.modules.webhooks"
TESTS = "tests/webhooks"
MIGRATIONS = "alembic/versions/"


@dataclass(frozen=True)
class Place:
    """Where the module and its tests go in a host."""

    directory: str  # app/webhooks
    package: str  # app.webhooks
    tests: str  # tests/webhooks
    env_file: str = ".env"  # that the host reads


def relocated(tree: Tree, place: Place, names: Mapping[str, str]) -> Tree:
    """The rendered files under the host's paths and names; the template's migration apart.

    `names` are constraint names to replace.
    """
    return {
        _moved(path, place): replace(file, content=renamed(file.content, place, names))
        for path, file in tree.items()
        if not path.startswith(MIGRATIONS)
    }


def renamed(content: bytes, place: Place, names: Mapping[str, str]) -> bytes:
    """A rendered file's content with the host's names."""
    env_file = {'env_file=".env"': f'env_file="{place.env_file}"'}
    replacements = {
        PACKAGE: place.package,
        MODULE: place.directory,
        **env_file,
        **names,
    }
    wanted = "|".join(map(re.escape, replacements))
    pattern = re.compile(rf"(?<!\w)({wanted})(?!\w)")
    return pattern.sub(lambda m: replacements[m[1]], content.decode()).encode()


def migration_source(tree: Tree) -> str:
    """The template's own migration."""
    (path,) = [path for path in tree if path.startswith(MIGRATIONS)]
    return tree[path].content.decode()


def _moved(path: str, place: Place) -> str:
    for old, new in ((MODULE, place.directory), (TESTS, place.tests)):
        if path.startswith(f"{old}/"):
            return new + path.removeprefix(old)
    return path
