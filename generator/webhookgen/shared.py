"""One Python environment for many rendered services, kept between runs."""

import hashlib
import os
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from .environment import create_environment, install, interpreter
from .render import render
from .smoke import Cell


def shared_environment(cells: Sequence[Cell]) -> Path:
    """The Python that has what all the cells' services need; made at the first call.

    Raises EnvironmentFailed, or what render raises.
    """
    providers = sorted({name for cell in cells for name in cell.providers})
    kinds = sorted({(cell.database, cell.session, cell.queue) for cell in cells})
    together = [Cell(tuple(providers), *kind) for kind in kinds]
    requirements = sorted({r for cell in together for r in _requirements(cell)})
    key = hashlib.sha256("\n".join([sys.version, *requirements]).encode()).hexdigest()
    environment = _cache_folder() / f"smoke-{key[:16]}"
    complete = environment / "complete"
    if not complete.exists():
        environment.parent.mkdir(parents=True, exist_ok=True)
        create_environment(environment)
        install(environment, *requirements, directory=environment)
        complete.touch()
    return interpreter(environment)


def _requirements(cell: Cell) -> list[str]:
    project = tomllib.loads(render(cell.answers)["pyproject.toml"].content.decode())
    tables = project["project"]
    return [*tables["dependencies"], *tables["optional-dependencies"]["dev"]]


def _cache_folder() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(home) if home else Path.home() / ".cache") / "webhookgen"
