"""What would change in a directory, as a value: made here, shown by cli/, done by apply."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from .render import Tree


class Action(StrEnum):
    CREATE = "create"
    EDIT = "edit"
    DELETE = "delete"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"  # there with other contents, and not ours to overwrite


@dataclass(frozen=True)
class Step:
    """One file. `before` is None where there is none yet, `after` where it goes."""

    path: str
    action: Action
    before: bytes | None
    after: bytes | None
    executable: bool = False


@dataclass(frozen=True)
class Plan:
    directory: Path
    steps: tuple[Step, ...]
    # Folders that go too, should the deletions leave them empty.
    folders: tuple[str, ...] = ()

    @property
    def changes(self) -> list[Step]:
        """The steps that write something."""
        still = (Action.UNCHANGED, Action.CONFLICT)
        return [s for s in self.steps if s.action not in still]

    @property
    def conflicts(self) -> list[str]:
        return [s.path for s in self.steps if s.action is Action.CONFLICT]


def make_plan(
    directory: Path,
    rendered: Tree,
    edits: Mapping[str, bytes],
    deletions: Iterable[str] = (),
    folders: Iterable[str] = (),
) -> Plan:
    """The plan that brings rendered files, edits and deletions into a directory."""
    creations = [
        _creation(directory, path, file.content, file.executable)
        for path, file in rendered.items()
    ]
    changes = [_edit(directory, path, after) for path, after in edits.items()]
    losses = [
        Step(path, Action.DELETE, before, None)
        for path in deletions
        if (before := current(directory, path)) is not None
    ]
    steps = sorted(creations + changes + losses, key=lambda step: step.path)
    return Plan(directory, tuple(steps), tuple(folders))


def diff(step: Step) -> str:
    """The step as `git diff` shows it; empty where the file already is as it should be."""
    if step.before == step.after:
        return ""
    before = "/dev/null" if step.before is None else f"a/{step.path}"
    after = "/dev/null" if step.after is None else f"b/{step.path}"
    lines = difflib.unified_diff(
        _lines(step.before or b""), _lines(step.after or b""), before, after
    )
    return _head(step) + "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in lines
    )


def _head(step: Step) -> str:
    """What says that a file comes or goes even if it has no lines."""
    head = f"diff --git a/{step.path} b/{step.path}\n"
    if step.before is None:
        head += f"new file mode {'100755' if step.executable else '100644'}\n"
    if step.after is None:
        head += "deleted file mode 100644\n"
    return head


def _creation(directory: Path, path: str, after: bytes, executable: bool) -> Step:
    before = current(directory, path)
    if before is None:
        action = Action.CREATE
    else:
        action = Action.UNCHANGED if before == after else Action.CONFLICT
    return Step(path, action, before, after, executable)


def _edit(directory: Path, path: str, after: bytes) -> Step:
    before = current(directory, path)
    action = Action.UNCHANGED if before == after else Action.EDIT
    return Step(path, action, before, after)


def current(directory: Path, path: str) -> bytes | None:
    """What the file holds now; None if there is nothing at all.

    What is there but cannot be a file of ours (a folder, say) reads as empty.
    """
    target = directory / path
    try:
        return target.read_bytes()
    except FileNotFoundError:
        return b"" if target.is_symlink() else None
    except (IsADirectoryError, NotADirectoryError):
        return b""


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8", "replace").splitlines(keepends=True)
