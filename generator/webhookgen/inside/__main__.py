"""Runs in a host's interpreter, as a script: answers one question about the host as JSON.

Needs nothing but Python 3.10, and for each question what that is about. Our own packages are
not there, and our files must not be in the way of the host's modules.
"""

import json
import os
import sys
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


def answer() -> Any:
    """The answer; else the process ends with one line that says why there is none."""
    try:
        return question(sys.argv[1])(**json.load(sys.stdin))
    except (Exception, SystemExit) as error:
        text = " ".join(str(error).split())[:300]
        sys.exit(f"\n{type(error).__name__}: {text}")


if __name__ == "__main__":
    # The host prints what it likes; the answer is the last line. Threads that the host started,
    # and what it does at exit, are not waited for.
    print("\n" + json.dumps(answer()), flush=True)
    os._exit(0)
