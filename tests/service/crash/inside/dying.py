"""Runs a module as `python -m` does, in a process that kills itself at a point on its way.

    python dying.py '{"when": "after", "seam": "...", "once": "..."}' MODULE ARGUMENT...

A seam is `module:name` of a function, relative to the webhooks module where it begins with a
dot. `once` is a seam that must have returned something before the point counts. The file `died`
tells of it: what engines start has children, and it is one of them that dies.
"""

import importlib
import inspect
import json
import os
import runpy
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

WEBHOOKS = "app.modules.webhooks"

Hook = Callable[[Any], None]


def main() -> None:
    point = json.loads(sys.argv[1])
    sys.argv = sys.argv[2:]
    sys.path[0] = os.getcwd()
    armed = not point["once"]

    def arm(result: Any) -> None:
        nonlocal armed
        # An empty claim is none.
        armed = armed or result is None or bool(result)

    def die(result: Any) -> None:
        if armed:
            Path("died").touch()
            os.kill(os.getpid(), signal.SIGKILL)

    if point["once"]:
        hook(point["once"], after=arm)
    hook(point["seam"], **{point["when"]: die})
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def nothing(result: Any) -> None:
    pass


def hook(seam: str, before: Hook = nothing, after: Hook = nothing) -> None:
    """Wraps a function, native or coroutine."""
    module, _, path = seam.partition(":")
    *classes, name = path.split(".")
    owner: Any = importlib.import_module(module, WEBHOOKS)
    for part in classes:
        owner = getattr(owner, part)
    function = getattr(owner, name)

    async def hooked_coroutine(*args: Any, **kwargs: Any) -> Any:
        before(None)
        result = await function(*args, **kwargs)
        after(result)
        return result

    def hooked(*args: Any, **kwargs: Any) -> Any:
        before(None)
        result = function(*args, **kwargs)
        after(result)
        return result

    native = inspect.iscoroutinefunction(function)
    setattr(owner, name, hooked_coroutine if native else hooked)


if __name__ == "__main__":
    main()
