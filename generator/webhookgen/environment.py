"""The Python environment of a project: finding it, and making one where that was asked for."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from .errors import EnvironmentFailed

# What has no business in a project's processes: our environment, and settings of a service.
FOREIGN = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "DATABASE_URL")
# The one setting that belongs to the tests themselves: it adds those on PostgreSQL.
TEST_SERVER = "WEBHOOKS_TEST_POSTGRES_URL"


def find_python(directory: Path) -> Path:
    """The interpreter of a project: .venv, Poetry's, the active one, else our own."""
    own = interpreter(directory / ".venv")
    if own.exists():
        return own
    if (directory / "poetry.lock").exists() and (poetry := _ask_poetry(directory)):
        return poetry
    if active := os.environ.get("VIRTUAL_ENV"):
        return interpreter(Path(active))
    return Path(sys.executable)


def find_host_python(project: Path) -> Path | None:
    """The interpreter of a repository that is not ours; None where only our own is there.

    Its environment may lie above the project, at the root of its repository.
    """
    for folder in (project, *project.parents):
        for name in (".venv", "venv"):
            if interpreter(folder / name).exists():
                return interpreter(folder / name)
        if (folder / ".git").exists():
            break
    found = find_python(project)
    return None if found == Path(sys.executable) else found


def interpreter(environment: Path) -> Path:
    """The Python of a virtual environment."""
    if os.name == "nt":
        return environment / "Scripts/python.exe"
    return environment / "bin/python"


def create_environment(environment: Path) -> None:
    """Makes a virtual environment, with uv where it is installed.

    Raises EnvironmentFailed with what the tool said.
    """
    if uv := shutil.which("uv"):
        _run([uv, "venv", "--quiet", "--allow-existing", str(environment)])
    else:
        _run([sys.executable, "-m", "venv", str(environment)])


def install(environment: Path, *requirements: str, directory: Path) -> None:
    """Installs into a virtual environment. Raises EnvironmentFailed with what the tool said."""
    python = str(interpreter(environment))
    if uv := shutil.which("uv"):
        command = [uv, "pip", "install", "--quiet", "--python", python]
    else:
        command = [python, "-m", "pip", "install", "--quiet"]
    _run([*command, *requirements], directory)


def clean_variables() -> dict[str, str]:
    """Our environment variables without what would change how a project behaves."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in FOREIGN
        and (name == TEST_SERVER or not name.startswith("WEBHOOKS_"))
    }


def host_variables() -> dict[str, str]:
    """Our environment variables as a host's own commands would get them in this shell."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONHOME", "VIRTUAL_ENV")
        and not name.startswith("WEBHOOKS_")
    }


def module_variables() -> dict[str, str]:
    """The settings of the module in this shell: host_variables leaves them out."""
    return {n: value for n, value in os.environ.items() if n.startswith("WEBHOOKS_")}


def _ask_poetry(directory: Path) -> Path | None:
    if shutil.which("poetry") is None:
        return None
    done = subprocess.run(
        ["poetry", "env", "info", "--executable"],
        cwd=directory,
        capture_output=True,
        text=True,
    )
    return Path(done.stdout.strip()) if done.returncode == 0 else None


def _run(command: Sequence[str], directory: Path | None = None) -> None:
    done = subprocess.run(
        command,
        cwd=directory,
        env=clean_variables(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise EnvironmentFailed(
            f"{' '.join(command)} failed:\n{done.stdout.strip()}\n"
            "Is the package index reachable?"
        )
