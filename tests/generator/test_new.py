import io
import sys
from pathlib import Path

import pytest
import yaml
from webhookgen.catalog import provider_names

from .conftest import Webhookgen


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


def answers(directory: Path) -> dict[str, object]:
    stored: dict[str, object] = yaml.safe_load(
        (directory / ".copier-answers.yml").read_text()
    )
    return stored


def test_writes_a_service_and_says_how_to_go_on(
    webhookgen: Webhookgen, tmp_path: Path
) -> None:
    directory = tmp_path / "My Hooks"
    run = webhookgen("new", directory, "--provider", "stripe", "--no-install")
    assert (run.exit_code, run.err) == (0, "")
    assert answers(directory)["project_name"] == "my-hooks"
    assert answers(directory)["providers"] == ["stripe"]
    assert run.out.partition("Go on with:")[2].count("\n  ") == 3


def test_json_is_one_document(webhookgen: Webhookgen, tmp_path: Path) -> None:
    options = ("--defaults", "--no-install", "--database=postgresql", "--queue=taskiq")
    run = webhookgen("new", tmp_path / "svc", *options, "--json")
    assert run.json["providers"] == ["github", "stripe"]
    assert run.json["database"] == "postgresql"
    assert run.json["queue"] == answers(tmp_path / "svc")["queue"] == "taskiq"
    assert run.json["passed"] is None
    assert all((tmp_path / "svc" / file).is_file() for file in run.json["files"])


def test_asks_on_a_terminal(
    webhookgen: Webhookgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("stripe, 4\n2\n"))
    run = webhookgen("new", tmp_path / "svc", "--no-install")
    assert run.exit_code == 0
    assert answers(tmp_path / "svc")["providers"] == [provider_names()[3], "stripe"]
    assert answers(tmp_path / "svc")["database"] == "postgresql"


def test_goes_into_an_empty_directory(webhookgen: Webhookgen, tmp_path: Path) -> None:
    run = webhookgen("new", tmp_path, "--provider", "github", "--no-install")
    assert run.exit_code == 0


def test_an_environment_that_cannot_be_made_leaves_the_files_and_a_way_on(
    webhookgen: Webhookgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "uv"
    broken.write_text("#!/bin/sh\necho the index is not there\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    run = webhookgen("new", tmp_path / "svc", "--provider", "github")
    assert run.exit_code == 10
    assert "the index is not there" in run.err
    assert f"cd {tmp_path / 'svc'}" in run.err
    assert (tmp_path / "svc/app/main.py").exists()
