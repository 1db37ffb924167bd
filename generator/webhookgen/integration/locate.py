"""Where in a repository our manifest is, or what an interrupted run left."""

from pathlib import Path

from ..host.source import FOREIGN
from ..journal import STAGE, recover

MANIFEST = ".webhookgen/manifest.json"
DEPTH = 3  # folders below: backend/, services/api/


def find_host(directory: Path) -> Path | None:
    """The project in a repository that has the module; None if none or several have."""
    found = _folders_with(directory, MANIFEST)
    return found[0] if len(found) == 1 else None


def host_of(directory: Path) -> Path | None:
    """As find_host, for commands that may be run anywhere: looks below in a repository only."""
    start = directory.resolve()
    if (start / ".git").exists():
        return find_host(directory)
    above = _above(start, MANIFEST)
    return above[0] if above else None


def recover_below(directory: Path) -> bool:
    """Takes back what an interrupted run left in any project of the repository."""
    recovered = [recover(folder) for folder in _folders_with(directory, STAGE)]
    return any(recovered)


def _folders_with(directory: Path, name: str) -> list[Path]:
    """The directory itself, else what is above it in its repository, else what is below."""
    start = directory.resolve()
    return _above(start, name) or _below(start, name, DEPTH)


def _above(start: Path, name: str) -> list[Path]:
    for folder in (start, *start.parents):
        if (folder / name).exists():
            return [folder]
        if (folder / ".git").exists():
            break
    return []


def _below(folder: Path, name: str, depth: int) -> list[Path]:
    if not depth or not folder.is_dir():
        return []
    found = []
    for inner in sorted(folder.iterdir()):
        if inner.name in FOREIGN or inner.is_symlink() or not inner.is_dir():
            continue
        if (inner / name).exists():
            found.append(inner)
        else:
            found += _below(inner, name, depth - 1)
    return found
