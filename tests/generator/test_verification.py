"""How a host is asked: with its own tools, as it has them set up."""

import sys
from pathlib import Path

import pytest
from webhookgen.errors import EnvironmentFailed
from webhookgen.interpreter import HostPython
from webhookgen.verification.linters import complaints
from webhookgen.verification.missing import with_missing

from tests.hosts.hosts import make_host


def python_of(project: Path, **variables: str) -> HostPython:
    return HostPython(project, Path(sys.executable), variables)


def test_what_the_host_keeps_from_ruff_is_not_complained_of(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.ruff]\nexclude = ["alembic"]\n')
    (tmp_path / "alembic").mkdir()
    for path in ("alembic/env.py", "main.py"):
        (tmp_path / path).write_text("import os\nx = 'not formatted'\n")

    found = complaints(python_of(tmp_path), "ruff", ["alembic/env.py", "main.py"])

    assert set(found) == {"main.py: F401", "main.py: I001", "main.py: not formatted"}


def test_alembic_that_is_run_beside_its_file(tmp_path: Path) -> None:
    make_host("plain_sync", tmp_path)
    (tmp_path / "alembic").rename(tmp_path / "app/alembic")
    (tmp_path / "alembic.ini").unlink()
    (tmp_path / "app/alembic.ini").write_text("[alembic]\nscript_location = alembic\n")

    ask = {"ini": "app/alembic.ini", "section": "alembic"}
    heads, problem = python_of(tmp_path).ask("database_heads", **ask)
    tables, _ = python_of(tmp_path).ask("database_tables", **ask, root=".")

    assert (heads, problem) == (["3f2a9c41d07b"], "")
    assert tables == ["notes"]


def test_an_env_script_without_metadata_is_said_to_have_none(tmp_path: Path) -> None:
    make_host("plain_sync", tmp_path)
    env = tmp_path / "alembic/env.py"
    lines = env.read_text().splitlines()
    env.write_text(
        "\n".join(
            "target_metadata = None" if one.startswith("target_metadata") else one
            for one in lines
        )
    )

    ask = {"ini": "alembic.ini", "section": "alembic", "root": "."}
    tables, problem = python_of(tmp_path).ask("database_tables", **ask)

    assert tables is None
    assert problem.endswith("env.py hands Alembic no target_metadata")


def test_where_sqlalchemy_explains_its_error_is_not_told(tmp_path: Path) -> None:
    make_host("plain_sync", tmp_path)
    env = tmp_path / "alembic/env.py"
    unfit = (
        "from sqlalchemy import create_engine\n"
        'create_engine("sqlite:////nowhere/x.db").connect()\n'
    )
    env.write_text(unfit + env.read_text())

    ask = {"ini": "alembic.ini", "section": "alembic", "root": "."}
    tables, problem = python_of(tmp_path).ask("database_tables", **ask)

    assert tables is None
    assert problem.endswith("unable to open database file")


def test_without_what_the_tests_need_nothing_is_begun(tmp_path: Path) -> None:
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "UV_OFFLINE": "1"}
    host = python_of(tmp_path, **offline, UV_NO_INDEX="1")

    with (
        pytest.raises(EnvironmentFailed, match=r"^aiosqlite-none: not installed"),
        with_missing(host, ["aiosqlite-none>=1"]),
    ):
        pytest.fail("there is nothing to go on with")
