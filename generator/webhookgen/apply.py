"""Carrying out a plan: all of it or nothing, also when killed half way.

Everything is written beside its place first; then a journal says how to undo; then files are
moved into place; then the journal goes. Whoever finds a journal undoes what it lists.
"""

import os
import shutil
from contextlib import suppress
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
from .plan import Action, Plan, Step, current


def apply(plan: Plan) -> None:
    """Writes what the plan says; a plan without changes touches nothing.

    Raises Conflict where somebody else's file is in the way, NotWritable where the file
    system refuses. In both cases the directory is as it was.
    """
    refuse_conflicts(plan.conflicts)
    if not plan.changes:
        return
    missing = [p for p in (plan.directory, *plan.directory.parents) if not p.exists()]
    try:
        _stage(plan)
        refuse_conflicts([s.path for s in plan.changes if _changed_since(plan, s)])
        _journal(plan)
        _move_into_place(plan)
        close_journal(plan.directory)
    except BaseException as error:
        with suppress(OSError):
            recover(plan.directory)
            for folder in missing:
                folder.rmdir()
        if isinstance(error, OSError):
            raise NotWritable(
                f"cannot write {error.filename or plan.directory}: {error.strerror}; "
                "nothing was changed"
            ) from error
        raise


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
        new = staged(plan.directory, number, "new")
        write_durably(new, step.after)
        if step.executable:
            new.chmod(new.stat().st_mode | 0o111)
        if step.before is not None:
            target = plan.directory / step.path
            shutil.copymode(target, new)
            old = staged(plan.directory, number, "old")
            write_durably(old, step.before)
            shutil.copystat(target, old)


def _journal(plan: Plan) -> None:
    entries = [
        Entry(s.path, digest(s.after), edit=s.action is Action.EDIT)
        for s in plan.changes
    ]
    write_journal(plan.directory, entries, _missing_folders(plan))


def _missing_folders(plan: Plan) -> list[str]:
    """The folders that are to be made, outer ones first."""
    wanted = {folder for step in plan.changes for folder in Path(step.path).parents}
    missing = [f for f in wanted if not (plan.directory / f).exists()]
    return sorted(folder.as_posix() for folder in missing)


def _move_into_place(plan: Plan) -> None:
    for number, step in enumerate(plan.changes):
        target = plan.directory / step.path
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(staged(plan.directory, number, "new"), target)
    for folder in {(plan.directory / step.path).parent for step in plan.changes}:
        sync_folder(folder)
