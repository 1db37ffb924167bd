"""What was added to the host's requirements, for as long as it is looked at.

Nothing is installed into the host's environment: the user does that, with the host's own tool.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from ..integration.needs import import_name
from ..interpreter import HostPython, last_line
from ..wiring.dependencies import normalised

SECONDS = 300


@contextmanager
def with_missing(
    host: HostPython, requirements: Sequence[str]
) -> Iterator[tuple[HostPython, str]]:
    """The host with what it lacks of the requirements in a folder beside it, and a remark.

    The folder comes last on the path: it never stands in for what is installed.
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
            yield host, f"{names} could not be had to check with: {problem}"
            return
        extra = {**host.variables, "WEBHOOKGEN_EXTRA": folder}
        yield replace(host, variables=extra), f"checked with {names}, not installed yet"


def _install(host: HostPython, folder: str, wanted: Sequence[str]) -> str:
    """Installs into the folder; what went wrong, or nothing."""
    if uv := shutil.which("uv"):
        tool = [uv, "pip", "install", "--python", str(host.python)]
    else:
        tool = [str(host.python), "-m", "pip", "install", "--disable-pip-version-check"]
    command = [*tool, "--quiet", "--target", folder, *wanted]
    try:
        done = host.run(command, seconds=SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return last_line(done.stderr) if done.returncode else ""
