"""webhookgen detect, its flags, and what the host's own Python says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hosts.hosts import HOSTS, make_host

from .conftest import MakeHost, Webhookgen

PYTHON = Path(sys.executable)


def test_all_is_known(webhookgen: Webhookgen, host: MakeHost) -> None:
    run = webhookgen("detect", host("plain_sync"))

    assert run.exit_code == 0
    assert "api_router in app/api/router.py, /api/webhooks/{source}" in run.out
    assert "app/api/router.py:7" in run.out
    assert run.err == ""


def test_what_is_missing_is_said_with_its_flag(
    webhookgen: Webhookgen, host: MakeHost
) -> None:
    run = webhookgen("detect", host("two_heads"))

    assert run.exit_code == 3
    assert run.err.splitlines() == [
        "head is ambiguous",
        "    a1c3d4e5f6a7",
        "    b2c3d4e5f6a7",
        "  --head decides",
    ]


def test_json(webhookgen: Webhookgen, host: MakeHost) -> None:
    run = webhookgen("detect", host("two_heads"), "--json")

    assert run.exit_code == 3
    assert run.json["unsettled"] == ["head"]
    assert run.json["facts"]["router"] == {
        "value": {
            "file": "app/api/router.py",
            "style": "module_variable",
            "variable": "api_router",
            "function": None,
            "insert_after_line": 7,
            "indent": "",
            "import_after_line": 3,
            "prefix": "/api",
            "full_path": "/api/webhooks/{source}",
            "relative_imports": False,
        },
        "confidence": "certain",
        "evidence": ["app/api/router.py:7"],
        "candidates": ["app/api/router.py", "app/main.py"],
        "flag": "--router-file",
        "needed": True,
        "note": "",
    }


# host, flags, the fact that they decide, what it is then
DECISIONS = [
    ("two_heads", ("--head", "b2c3d4e5f6a7"), "head", "b2c3d4e5f6a7"),
    ("no_revisions", ("--head", "base"), "head", "base"),
    ("two_projects", ("--project", "services/notes"), "app", "app.main"),
    ("plain_sync", ("--router-file", "app/main.py"), "router", "/webhooks/{source}"),
    ("named_sections", ("--alembic-section", "alembic.ini:notes"), "head", "3f2a9c41d07b"),
    ("name_clash", ("--module", "app/inbox"), "module", "app/inbox"),
    ("core_only", ("--metadata", "app.tables:metadata"), "metadata", "core"),
    ("di_container", ("--session", "async"), "session", "async"),
    ("plain_async", ("--models-file", "alembic/env.py"), "models", "alembic/env.py"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "flags", "fact", "value"),
    DECISIONS,
    ids=[f"{row[0]} {row[1][0]}" for row in DECISIONS],
)
def test_a_flag_decides(
    name: str,
    flags: tuple[str, str],
    fact: str,
    value: str,
    webhookgen: Webhookgen,
    host: MakeHost,
) -> None:
    run = webhookgen("detect", host(name), *flags, "--json")

    found = run.json["facts"][fact]
    assert found["confidence"] == "certain"
    assert value in str(found["value"])
    assert fact not in run.json["unsettled"]


def test_pyproject_keeps_decisions_and_a_flag_beats_it(
    webhookgen: Webhookgen, tmp_path: Path
) -> None:
    make_host("two_heads", tmp_path)
    with (tmp_path / "pyproject.toml").open("a") as file:
        file.write('\n[tool.webhookgen]\nhead = "b2c3d4e5f6a7"\n')

    kept = webhookgen("detect", tmp_path, "--json").json["facts"]["head"]
    flag = webhookgen("detect", tmp_path, "--head", "a1c3d4e5f6a7", "--json").json

    assert kept["value"] == "b2c3d4e5f6a7"
    assert kept["evidence"][0] == "pyproject.toml [tool.webhookgen]"
    assert flag["facts"]["head"]["value"] == "a1c3d4e5f6a7"


def test_clashes_can_be_accepted(webhookgen: Webhookgen, host: MakeHost) -> None:
    flags = ("--module", "app/inbox", "--allow-clash", "path,tests")

    assert webhookgen("detect", host("name_clash"), *flags).exit_code == 0


@pytest.mark.parametrize(
    ("flags", "exit_code", "message"),
    [
        pytest.param(
            ("--router-file", "app/nowhere.py"),
            3,
            "--router-file: there is no app/nowhere.py to be the router; "
            "found: app/main.py, app/api/router.py",
            id="what is not there",
        ),
        pytest.param(("--head", "ffff"), 3, "found: 3f2a9c41d07b", id="no such head"),
    ],
)
def test_a_decision_that_fits_nothing(
    flags: tuple[str, ...],
    exit_code: int,
    message: str,
    webhookgen: Webhookgen,
    host: MakeHost,
) -> None:
    run = webhookgen("detect", host("plain_sync"), *flags)

    assert run.exit_code == exit_code
    assert message in run.err


def test_an_unknown_key_in_pyproject(webhookgen: Webhookgen, tmp_path: Path) -> None:
    make_host("plain_sync", tmp_path)
    with (tmp_path / "pyproject.toml").open("a") as file:
        file.write('\n[tool.webhookgen]\nheads = "x"\n')

    run = webhookgen("detect", tmp_path)

    assert run.exit_code == 2
    assert "has no heads; it has project, import-root" in run.err


def test_no_directory(webhookgen: Webhookgen, tmp_path: Path) -> None:
    assert webhookgen("detect", tmp_path / "nowhere").exit_code == 3


def test_no_application(webhookgen: Webhookgen, tmp_path: Path) -> None:
    run = webhookgen("detect", tmp_path)

    assert run.exit_code == 3
    assert "no file below" in run.err


def test_from_inside_a_package_the_project_above_is_found(
    webhookgen: Webhookgen, host: MakeHost
) -> None:
    facts = webhookgen("detect", host("plain_sync") / "app/api", "--json").json["facts"]

    assert facts["project"]["value"] == str(host("plain_sync"))


def test_the_hosts_own_python_agrees(webhookgen: Webhookgen, host: MakeHost) -> None:
    run = webhookgen(
        "detect", host("sqlmodel_async"), "--verify", "--python", PYTHON, "--json"
    )

    assert run.exit_code == 0
    assert run.json["verified"] == [
        {"subject": "parse", "agrees": True, "detail": "all files parse"},
        {"subject": "heads", "agrees": True, "detail": "3f2a9c41d07b"},
        {
            "subject": "metadata",
            "agrees": True,
            "detail": "1 table in target_metadata of env.py",
        },
    ]


@pytest.mark.parametrize("name", ["base_columns", "src_layout", "alembic_pyproject"])
def test_it_agrees_in_other_layouts(
    name: str, webhookgen: Webhookgen, host: MakeHost
) -> None:
    run = webhookgen("detect", host(name), "--verify", "--python", PYTHON)

    assert run.exit_code == 0
    assert run.out.count("agrees") == 3


def test_it_contradicts(webhookgen: Webhookgen, tmp_path: Path) -> None:
    make_host("plain_sync", tmp_path)
    other = 'revision = "".join(["abc", "def"])\ndown_revision = "3f2a9c41d07b"\n'
    (tmp_path / "alembic/versions/x.py").write_text(
        f"{other}def upgrade(): ...\ndef downgrade(): ...\n"
    )

    run = webhookgen("detect", tmp_path, "--verify", "--python", PYTHON)

    assert run.exit_code == 3
    assert "heads       DIFFERS    abcdef" in run.out


def test_what_could_not_be_run_is_said(webhookgen: Webhookgen, tmp_path: Path) -> None:
    make_host("plain_sync", tmp_path)
    settings = tmp_path / "app/settings.py"
    settings.write_text(settings.read_text().replace(' = "sqlite:///notes.db"', ""))

    unset = webhookgen("detect", tmp_path, "--verify", "--python", PYTHON)
    (tmp_path / "env").write_text("# for tests\nDATABASE_URL='sqlite://'\n")
    file = tmp_path / "env"
    given = webhookgen(
        "detect", tmp_path, "--verify", "--python", PYTHON, "--env-file", file
    )

    assert unset.exit_code == 0
    assert "metadata    not run" in unset.out
    assert "metadata    agrees" in given.out


def test_without_an_environment(
    webhookgen: Webhookgen, host: MakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)

    run = webhookgen("detect", host("plain_sync"), "--verify")

    assert run.exit_code == 0
    assert "no environment of the host was found" in run.out


@pytest.mark.parametrize("name", [name for name, one in HOSTS.items() if one.runs])
def test_the_hosts_are_real(name: str, host: MakeHost) -> None:
    """Their own tests pass, so that a later failure is of our making."""
    done = subprocess.run(
        [PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=host(name) / HOSTS[name].into,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout
    assert "skipped" not in done.stdout
