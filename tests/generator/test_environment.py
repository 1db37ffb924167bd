import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from webhookgen.environment import clean_variables, find_python, install, interpreter
from webhookgen.errors import EnvironmentFailed


def executable(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def own_venv(project: Path) -> None:
    executable(project / ".venv/bin/python", "")


def poetry_lock(project: Path) -> None:
    (project / "poetry.lock").touch()


def nothing(project: Path) -> None:
    """Leaves the project without an environment."""


@pytest.mark.parametrize(
    ("prepare", "active", "found"),
    [
        pytest.param(own_venv, "/active", "{project}/.venv/bin/python", id=".venv"),
        pytest.param(poetry_lock, "/active", "/poetry/python", id="poetry"),
        pytest.param(nothing, "/active", "/active/bin/python", id="active one"),
        pytest.param(nothing, None, sys.executable, id="our own"),
    ],
)
def test_find_python(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    prepare: Callable[[Path], None],
    active: str | None,
    found: str,
) -> None:
    executable(tmp_path / "bin/poetry", "echo /poetry/python")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    if active:
        monkeypatch.setenv("VIRTUAL_ENV", active)
    prepare(tmp_path)
    assert find_python(tmp_path) == Path(found.format(project=tmp_path))


def test_a_poetry_project_without_an_environment_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    executable(tmp_path / "bin/poetry", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    monkeypatch.setenv("VIRTUAL_ENV", "/active")
    poetry_lock(tmp_path)
    assert find_python(tmp_path) == Path("/active/bin/python")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("WEBHOOKS_STRIPE_SECRETS", False),
        ("WEBHOOKS_WORKER_IN_APP", False),
        ("WEBHOOKS_TEST_POSTGRES_URL", True),
        ("DATABASE_URL", False),
        ("PYTHONPATH", False),
        ("LANG", True),
    ],
)
def test_what_a_project_inherits(
    monkeypatch: pytest.MonkeyPatch, name: str, kept: bool
) -> None:
    monkeypatch.setenv(name, "x")
    assert (name in clean_variables()) is kept


@pytest.mark.parametrize("tool", ["uv", "pip"])
def test_a_failing_installation_says_what_the_tool_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tool: str
) -> None:
    environment = tmp_path / ".venv"
    says = "echo no such package >&2; exit 1"
    executable(interpreter(environment), says)
    if tool == "uv":
        executable(tmp_path / "bin/uv", says)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    with pytest.raises(EnvironmentFailed, match="no such package"):
        install(environment, "nothing", directory=tmp_path)
