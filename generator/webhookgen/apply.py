"""Carrying out a plan: all of it or nothing, also when killed half way.

Everything is written beside its place first; then a journal says how to undo; then files are
moved into place; then the journal goes. Whoever finds a journal undoes what it lists.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import Conflict, NotWritable
from .journal import (
    STAGE,
    Entry,
    close_journal,
    digest,
    recover,
    staged,
    sync_folder,
    write_durably,
    write_journal,
)
from .plan import Plan, Step, current

COMPILED = "__pycache__"


def apply(plan: Plan) -> None:
    """Writes what the plan says; a plan without changes touches nothing.

    Raises Conflict where somebody else's file is in the way, NotWritable where the file
    system refuses. In both cases the directory is as it was.
    """
    with applied(plan):
        pass


@contextmanager
def applied(plan: Plan) -> Iterator[None]:
    """The plan carried out, to be looked at: whatever the block raises takes it all back.

    So does a kill, at the next run. Raises what apply raises.
    """
    refuse_conflicts(plan.conflicts)
    if not plan.changes:
        yield
        return
    missing = [p for p in (plan.directory, *plan.directory.parents) if not p.exists()]
    try:
        _carry_out(plan)
        yield
        close_journal(plan.directory)
    except BaseException:
        with suppress(OSError):
            recover(plan.directory)
            for folder in missing:
                folder.rmdir()
        raise
    _remove_emptied_folders(plan)


def _carry_out(plan: Plan) -> None:
    try:
        _stage(plan)
        refuse_conflicts([s.path for s in plan.changes if _changed_since(plan, s)])
        _journal(plan)
        _move_into_place(plan)
    except OSError as error:
        raise NotWritable(
            f"cannot write {error.filename or plan.directory}: {error.strerror}; "
            "nothing was changed"
        ) from error


def refuse_conflicts(paths: list[str]) -> None:
    if paths:
        raise Conflict(
            f"already there, with other contents: {', '.join(paths)}; nothing was written. "
            "Move these files away, or see the differences with --diff"
        )


def _changed_since(plan: Plan, step: Step) -> bool:
    return current(plan.directory, step.path) != step.before


def _stage(plan: Plan) -> None:
    (plan.directory / STAGE).mkdir(parents=True)
    for number, step in enumerate(plan.changes):
        target = plan.directory / step.path
        if step.before is not None:
            old = staged(plan.directory, number, "old")
            write_durably(old, step.before)
            shutil.copystat(target, old)
        if step.after is not None:
            new = staged(plan.directory, number, "new")
            write_durably(new, step.after)
            if step.executable:
                new.chmod(new.stat().st_mode | 0o111)
            if step.before is not None:
                shutil.copymode(target, new)


def _journal(plan: Plan) -> None:
    entries = [
        Entry(
            step.path,
            None if step.after is None else digest(step.after),
            kept=step.before is not None,
        )
        for step in plan.changes
    ]
    write_journal(plan.directory, entries, _missing_folders(plan))


def _missing_folders(plan: Plan) -> list[str]:
    """The folders that are to be made, outer ones first."""
    written = [step for step in plan.changes if step.after is not None]
    wanted = {folder for step in written for folder in Path(step.path).parents}
    missing = [f for f in wanted if not (plan.directory / f).exists()]
    return sorted(folder.as_posix() for folder in missing)


def _move_into_place(plan: Plan) -> None:
    for number, step in enumerate(plan.changes):
        target = plan.directory / step.path
        if step.after is None:
            target.unlink()
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(staged(plan.directory, number, "new"), target)
    for folder in {(plan.directory / step.path).parent for step in plan.changes}:
        sync_folder(folder)


def _remove_emptied_folders(plan: Plan) -> None:
    """Those of the plan's folders that hold nothing but what Python compiled there."""
    for folder in sorted(plan.folders, key=len, reverse=True):
        place = plan.directory / folder
        if place.is_dir() and {path.name for path in place.iterdir()} <= {COMPILED}:
            shutil.rmtree(place)
