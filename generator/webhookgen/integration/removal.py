"""The story of remove-provider: what is ours and unchanged goes, what was edited is named."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import FactMissing
from ..journal import digest
from ..plan import Plan, current, make_plan
from .hunks import closed, taken_out
from .manifest import MANIFEST, Edit, Manifest
from .uses import uses


@dataclass(frozen=True)
class Removal:
    """What goes, and what stays because somebody changed it."""

    plan: Plan
    last: bool  # the module goes too
    edited: tuple[str, ...]  # files of ours with changes: they stay
    left: tuple[str, ...]  # our lines that are not found any more, as path: lines
    remarks: tuple[str, ...] = ()  # on the migration


def plan_removal(root: Path, manifest: Manifest, provider: str) -> Removal:
    """The plan that takes a provider out of a host, and the module with the last one.

    The migration is not its business: see revert.py. Raises FactMissing where the host uses
    what would go.
    """
    last = manifest.providers == [provider]
    gone = {provider, ""} if last else {provider}
    remaining = {name: f for name, f in manifest.files.items() if name not in gone}
    kept_paths = {path for files in remaining.values() for path in files}
    files = {
        path: made
        for name in gone
        for path, made in manifest.files.get(name, {}).items()
        if path not in kept_paths and not _is_migration(manifest, path)
    }
    unchanged, edited = _sorted_out(root, files)
    contents, edits, left = _without_edits(root, manifest.edits, gone)
    _refuse_if_used(root, manifest, unchanged, edited, contents)
    deletions = [*unchanged, *([MANIFEST] if last else [])]
    if not last:
        after = replace(manifest, files=remaining, edits=edits)
        contents[MANIFEST] = after.content
    folders = manifest.folders if last else ()
    plan = make_plan(root, {}, contents, deletions, folders)
    return Removal(plan, last, tuple(edited), tuple(left))


def _sorted_out(root: Path, files: dict[str, str]) -> tuple[list[str], list[str]]:
    """The files that are as we wrote them, and those that are not; both without the lost."""
    unchanged: list[str] = []
    edited: list[str] = []
    for path, made in sorted(files.items()):
        content = current(root, path)
        if content is not None:
            (unchanged if digest(content) == made else edited).append(path)
    return unchanged, edited


def _without_edits(
    root: Path, edits: Iterable[Edit], gone: set[str]
) -> tuple[dict[str, bytes], tuple[Edit, ...], list[str]]:
    """The host's files without our lines, the edits that stay, and lines that are lost."""
    contents: dict[str, bytes] = {}
    remaining = [edit for edit in edits if edit.provider not in gone]
    left: list[str] = []
    for edit in reversed([edit for edit in edits if edit.provider in gone]):
        before = contents.get(edit.path, current(root, edit.path))
        if before is None:
            continue
        after, missing = taken_out(before, edit.hunks)
        left += [f"{edit.path}: {''.join(hunk.added).strip()}" for hunk in missing]
        if edit.open_end:
            others = [e for e in remaining if e.path == edit.path]
            if others:  # whoever goes last opens the end again
                at = remaining.index(others[0])
                remaining[at] = replace(others[0], open_end=True)
            else:
                after = closed(after)
        contents[edit.path] = after
    return contents, tuple(remaining), left


def _refuse_if_used(
    root: Path,
    manifest: Manifest,
    gone: list[str],
    kept: list[str],
    contents: dict[str, bytes],
) -> None:
    """What we wrote and its owner edited is kept all the same: its owner is told."""
    found = [
        use
        for use in uses(root, manifest.place, gone, contents)
        if use.rpartition(":")[0] not in kept
    ]
    if found:
        raise FactMissing(
            f"still in use: {', '.join(found)} import what would go; nothing was changed. "
            "Take these imports out, and what needs them, then run this again"
        )


def _is_migration(manifest: Manifest, path: str) -> bool:
    return manifest.migration is not None and manifest.migration.path == path
