"""Runs in a host's interpreter, as a script: answers one question about the host as JSON.

Needs nothing but Python 3.10, and for each question what that is about. Our own packages are
not there, and our files must not be in the way of the host's modules.
"""

import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

# What the host lacks so far comes last, so that it never stands in for what it has.
sys.path[0] = os.getcwd()
if extra := os.environ.get("WEBHOOKGEN_EXTRA"):
    sys.path.append(extra)


def question(name: str) -> Any:
    """The function of that name in the file that begins with it: database_tables."""
    family = name.partition("_")[0]
    path = Path(__file__).with_name(f"{family}.py")
    namespace: dict[str, Any] = {"__name__": f"webhookgen_{family}"}
    exec(compile(path.read_text("utf-8"), path, "exec"), namespace)
    return namespace[name]


def failure(error: BaseException) -> str:
    """The kind of an error and its place in the project: its text may quote settings."""
    kind = type(error).__name__
    here = os.getcwd() + os.sep
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        f"{frame.filename[len(here) :]}:{frame.lineno}"
        for frame in frames
        if frame.filename.startswith(here) and "site-packages" not in frame.filename
    ]
    detail = ""
    if isinstance(error, ImportError):
        detail = f": {error}"
    elif kind == "ValidationError" and hasattr(error, "errors"):
        fields = [".".join(map(str, one["loc"])) for one in error.errors()]
        detail = f" of {', '.join(fields)}"
    elif getattr(error, "orig", None) is not None:
        detail = f" ({type(error.orig).__name__})"  # type: ignore[attr-defined]
    return f"{kind}{detail}" + (f" at {own[-1]}" if own else "")


if __name__ == "__main__":
    # The host prints what it likes; the answer is the last line.
    try:
        print("\n" + json.dumps(question(sys.argv[1])(**json.load(sys.stdin))))
    except BaseException as error:
        print("\n" + json.dumps(failure(error)))
        raise
