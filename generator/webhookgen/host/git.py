"""What git says about a repository."""

import subprocess
from pathlib import Path

from .candidates import certain
from .facts import Evidence, Fact
from .values import GitState


def find_git(root: Path) -> Fact[GitState]:
    """The repository that a project is in, and what is not committed in the project."""
    top = _git(root, "rev-parse", "--show-toplevel")
    if top is None:
        return certain("git", GitState(None), flag="--allow-dirty")
    status = _git(root, "status", "--porcelain", "-z", "--no-renames", ".") or ""
    dirty = tuple(line[3:] for line in status.split("\0") if line)
    state = GitState(top.strip(), dirty)
    return certain("git", state, Evidence(top.strip()), flag="--allow-dirty")


def is_ignored(root: Path, path: str) -> bool:
    """Whether git would ignore a file there."""
    return _git(root, "check-ignore", "-q", path) is not None


def _git(root: Path, *arguments: str) -> str | None:
    """What git prints; None where it fails or there is none."""
    try:
        done = subprocess.run(
            # Looking at the state must not write the index anew.
            ["git", "--no-optional-locks", *arguments],
            cwd=root,
            capture_output=True,
            text=True,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
