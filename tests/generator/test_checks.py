"""The checks, on the smallest project that they fit."""

import os
import sys
import venv
from pathlib import Path

import pytest
from webhookgen.checks import STEPS, run_checks
from webhookgen.environment import interpreter
from webhookgen.errors import EnvironmentFailed, UsageError

from .conftest import Webhookgen

PYTHON = Path(sys.executable)
PROJECT = {
    "app/modules/webhooks/__init__.py": "",
    # Without it the folder alembic/ would pass for a package of the project.
    "ruff.toml": '[lint.isort]\nknown-third-party = ["alembic"]\n',
    "alembic.ini": "[alembic]\nscript_location = %(here)s/alembic\n",
    "alembic/env.py": """\
import os

from alembic import context
from sqlalchemy import Column, Integer, MetaData, Table, create_engine

metadata = MetaData()
Table("thing", metadata, Column("id", Integer, primary_key=True))

with create_engine(os.environ["DATABASE_URL"]).connect() as connection:
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
""",
    "alembic/versions/one.py": """\
import sqlalchemy as sa
from alembic import op

revision = "one"
down_revision = None


def upgrade() -> None:
    op.create_table("thing", sa.Column("id", sa.Integer, primary_key=True))


def downgrade() -> None:
    op.drop_table("thing")
""",
    "test_it.py": """\
import os


def test_environment():
    assert "webhookgen-check-" in os.environ["DATABASE_URL"]
    assert "WEBHOOKS_STRIPE_SECRETS" not in os.environ
""",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in order, in a shell whose variables would harm it."""
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/precious.db")
    monkeypatch.setenv("WEBHOOKS_STRIPE_SECRETS", "whsec_live")
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)
    for path, text in PROJECT.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def test_a_project_in_order_passes(webhookgen: Webhookgen, project: Path) -> None:
    run = webhookgen("check", project, "--json")
    assert run.exit_code == 0, run.out
    assert [step["step"] for step in run.json["steps"]] == list(STEPS)
    assert run.json["passed"] is True


BROKEN = [
    pytest.param("test_it.py", "import os\n", "ruff check", "F401", id="unused import"),
    pytest.param("test_it.py", "x = [1,2]\n", "ruff format", "test_it.py", id="format"),
    pytest.param(
        "alembic.ini", "[alembic]\n", "migrate up", "script_location", id="ini"
    ),
    pytest.param(
        "alembic/env.py",
        PROJECT["alembic/env.py"].replace('"thing"', '"another"'),
        "models and migrations agree",
        "another",
        id="models",
    ),
]


@pytest.mark.parametrize(("path", "text", "step", "words"), BROKEN)
def test_the_first_failure_is_shown_in_full(
    webhookgen: Webhookgen, project: Path, path: str, text: str, step: str, words: str
) -> None:
    (project / path).write_text(text)
    run = webhookgen("check", project)
    assert run.exit_code == 1
    assert run.out.count("failed") == 1
    assert step in run.out.splitlines()[-1]
    assert words in run.err
    assert f"cd {project} && " in run.err


def test_a_database_in_use_is_left_alone(project: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/in-use.db"
    upgraded = list(run_checks(project, PYTHON, url))
    assert [r.passed for r in upgraded[:-1]] == [True] * 6
    with pytest.raises(UsageError, match="would drop its tables"):
        next(run_checks(project, PYTHON, url))


def test_a_missing_tool_is_named(project: Path) -> None:
    empty = project / "empty"
    venv.create(empty, with_pip=False, symlinks=os.name != "nt")
    with pytest.raises(EnvironmentFailed, match="has no ruff"):
        next(run_checks(project, interpreter(empty)))


def test_a_missing_interpreter_is_named(project: Path) -> None:
    with pytest.raises(EnvironmentFailed, match="cannot run /nowhere/python"):
        next(run_checks(project, Path("/nowhere/python")))
