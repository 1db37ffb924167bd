"""A small plan, and the program that carries it out until it kills itself.

python -m tests.generator.interrupted apply|recover DIRECTORY OPERATION
"""

import os
import signal
import sys
from collections.abc import Collection
from pathlib import Path

from webhookgen.apply import apply
from webhookgen.journal import recover
from webhookgen.plan import Plan, make_plan
from webhookgen.render import RenderedFile

RENDERED = {
    "deep/folder/file": RenderedFile(b"new\n", executable=False),
    "script": RenderedFile(b"#!/bin/sh\n", executable=True),
}
EDITS = {"host": b"old\nadded\n"}
DELETIONS = ["gone/file"]
# Python announces each of these to audit hooks before it does it.
OPERATIONS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod"}


def plan_for(directory: Path) -> Plan:
    return make_plan(directory, RENDERED, EDITS, DELETIONS, folders=["gone"])


def kill_at(operation: int, operations: Collection[str] = OPERATIONS) -> None:
    """From now on the process dies just before that file operation, counted from 1."""
    left = operation

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event in operations:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


if __name__ == "__main__":
    _, what, where, when = sys.argv
    plan = plan_for(Path(where))
    kill_at(int(when))
    if what == "apply":
        apply(plan)
    else:
        recover(Path(where))
