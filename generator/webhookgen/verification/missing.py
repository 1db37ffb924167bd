"""What was added to the host's requirements, for as long as it is looked at.

Nothing is installed into the host's environment: the user does that, with the host's own tool.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from ..errors import EnvironmentFailed
from ..integration.needs import import_name
from ..interpreter import HostPython, last_line
from ..wiring.dependencies import normalised

SECONDS = 300


@contextmanager
def with_missing(
    host: HostPython, requirements: Sequence[str]
) -> Iterator[tuple[HostPython, str]]:
    """The host with what it lacks of the requirements in a folder beside it, and a remark.

    The folder comes last on the path: it never stands in for what is installed. Raises
    EnvironmentFailed if something can be had in no way: then nothing could be checked.
    """
    modules = {import_name(r): r for r in requirements}
    absent, problem = host.ask("source_missing", modules=list(modules))
    if not absent:
        yield host, problem
        return
    wanted = [modules[name] for name in absent]
    names = ", ".join(map(normalised, wanted))
    with tempfile.TemporaryDirectory(prefix="webhookgen-extra-") as folder:
        problem = _install(host, folder, wanted)
        if problem:
            raise EnvironmentFailed(
                f"{names}: not installed in this repository's environment, and not to be "
                f"had to check with ({problem}). Install it there, or go on with "
                "--no-verify. Nothing was written"
            )
        extra = {**host.variables, "WEBHOOKGEN_EXTRA": folder}
        yield replace(host, variables=extra), f"checked with {names}, not installed yet"


def _install(host: HostPython, folder: str, wanted: Sequence[str]) -> str:
    """Installs into the folder with the first tool that can; what went wrong, or nothing."""
    problem = ""
    for tool in _tools(str(host.python)):
        command = [*tool, "--quiet", "--target", folder, *wanted]
        try:
            done = host.run(command, seconds=SECONDS)
        except (OSError, subprocess.TimeoutExpired) as error:
            problem = str(error)
            continue
        if not done.returncode:
            return ""
        problem = last_line(done.stderr)
    return problem


def _tools(python: str) -> Iterator[list[str]]:
    """What can install for the host's Python: uv, its own pip, or ours for it."""
    if uv := shutil.which("uv"):
        yield [uv, "pip", "install", "--python", python]
    install = ["install", "--disable-pip-version-check"]
    yield [python, "-m", "pip", *install]
    yield [sys.executable, "-m", "pip", "--python", python, *install]
