"""The samples of environment files: where a setting of ours is announced. Never .env itself."""

from pathlib import Path

from .candidates import certain
from .facts import Confidence, Evidence, Fact
from .source import Source

NAMES = (
    ".env.example",
    ".env.sample",
    ".env.template",
    ".env.dist",
    "env.example",
    "example.env",
    "sample.env",
)


def find_env_samples(source: Source, git_root: Path | None) -> Fact[tuple[str, ...]]:
    """Samples in the project's folder; else in those above it, up to the repository's root."""
    top = git_root or source.root
    prefix = ""
    for folder in (source.root, *source.root.parents):
        found = tuple(f"{prefix}{name}" for name in NAMES if (folder / name).is_file())
        if found:
            return certain("env_samples", found, *map(Evidence, found))
        if folder == top:
            break
        prefix += "../"
    below = tuple(path for path in source.files if path.rpartition("/")[2] in NAMES)
    if len(below) == 1:
        return certain("env_samples", below, Evidence(below[0]))
    note = (
        "no sample of an environment file"
        if not below
        else "several: " + ", ".join(below)
    )
    return Fact("env_samples", (), Confidence.NONE, note=note)
