"""What a host must have for the module, and what its linters ask of our lines."""

from pathlib import Path

import pytest
from webhookgen.errors import FactMissing
from webhookgen.host.detect import detect
from webhookgen.host.overrides import Overrides, from_flags
from webhookgen.host.values import CodeStyle
from webhookgen.integration.tidy import Tidier
from webhookgen.render import RenderedFile

from tests.hosts.hosts import make_host

from .traps import edited


def test_a_database_that_the_module_does_not_run_on_is_said(tmp_path: Path) -> None:
    facts = edited(tmp_path, app__settings="URL = 'mysql+aiomysql://root@db/notes'\n")

    assert not facts.database.settled
    assert str(facts.database.evidence[0]) == "app/settings.py:1"
    chosen = detect(tmp_path, from_flags({"database": "postgresql"}))
    assert chosen.database.settled


def test_a_comment_and_another_package_name_no_database(tmp_path: Path) -> None:
    facts = edited(
        tmp_path,
        app__config="# mysql://root@db/notes\nURL = 'postgresql://db/notes'\n",
        connectors__db="URL = 'mysql://customer/db'\n",
    )

    assert facts.database.known() == "postgresql"


def test_versions_below_ours_are_said(tmp_path: Path) -> None:
    make_host("getenv_settings", tmp_path)
    (tmp_path / "requirements.txt").write_text(
        "fastapi-users==9\nfastapi==0.87.0\nSQLAlchemy[asyncio] >= 1.4, < 2  # later\n"
    )
    facts = detect(tmp_path, Overrides({}))

    assert not facts.versions.settled
    assert "the host has fastapi ==0.87.0" in facts.versions.note
    assert [str(place) for place in facts.versions.evidence] == [
        "requirements.txt:2",
        "requirements.txt:3",
    ]
    assert facts.versions.candidates == ("fastapi,sqlalchemy",)

    one = detect(tmp_path, from_flags({"allow-old": "fastapi"}))
    both = detect(tmp_path, from_flags({"allow-old": "fastapi,sqlalchemy"}))

    assert not one.versions.settled
    assert both.versions.settled


def test_a_range_with_room_for_ours_is_enough(tmp_path: Path) -> None:
    make_host("getenv_settings", tmp_path)
    (tmp_path / "requirements.txt").write_text("fastapi>=0.95\nsqlalchemy>=1.4\n")

    assert detect(tmp_path, Overrides({})).versions.settled


def test_a_python_that_the_module_does_not_run_on_is_said(tmp_path: Path) -> None:
    make_host("plain_sync", tmp_path)
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "notes"\nversion = "1"\nrequires-python = ">=3.9"\n'
    )
    facts = detect(tmp_path, Overrides({}))

    assert facts.python.value == "3.9"
    assert not facts.python.settled
    assert (facts.python.flag, facts.python.candidates) == ("--python-floor", ("3.10",))

    decided = detect(tmp_path, from_flags({"python-floor": "3.11"}))

    assert (decided.python.value, decided.python.settled) == ("3.11", True)
    for unfit in ("3.9", "2.7", "new"):
        with pytest.raises(FactMissing, match="needs Python"):
            detect(tmp_path, from_flags({"python-floor": unfit}))


def test_an_import_gets_the_excuses_that_the_hosts_rules_ask_for(
    tmp_path: Path,
) -> None:
    def comment(ruff: str, above: str = "") -> str:
        (tmp_path / "ruff.toml").write_text(ruff)
        style = CodeStyle("ruff", 88, "double", "ruff.toml")
        line = "from app.webhooks.models import WebhookEvent"
        source = f"{above}{line}\n"
        return Tidier(tmp_path, style).excuses("alembic/env.py", source, line)

    assert comment("") == "  # noqa: F401"
    assert comment('lint.per-file-ignores = {"alembic/*" = ["F401"]}') == ""
    assert comment('lint.select = ["I"]') == ""
    assert comment('lint.select = ["E", "F"]', "x = 1\n") == "  # noqa: E402, F401"


def test_an_import_that_our_revision_has_no_use_for_is_left_out(tmp_path: Path) -> None:
    script = "import sqlalchemy as sa\nimport sqlmodel\n\nkind = sa.Text()\n"
    style = CodeStyle("none", 88, "double", ".flake8")
    written = {"alembic/versions/a.py": RenderedFile(script.encode(), executable=False)}
    [file] = Tidier(tmp_path, style).tidy(written).values()

    assert file.content.decode() == script.replace("import sqlmodel\n", "")


def test_syntax_that_is_too_new_for_the_host_is_not_excused(tmp_path: Path) -> None:
    (tmp_path / "ruff.toml").write_text(
        'target-version = "py38"\nlint.select = ["E", "F"]\n'
    )
    script = "with (open(1) as a, open(2) as b):\n    l = a, b\n"
    style = CodeStyle("ruff", 88, "double", "ruff.toml")
    written = {"tests/a.py": RenderedFile(script.encode(), executable=False)}
    [file] = Tidier(tmp_path, style).tidy(written).values()

    assert file.content.startswith(b"# ruff: noqa: E741\n")


def test_a_kind_whose_driver_is_not_declared_is_only_offered(tmp_path: Path) -> None:
    """Templates have settings for several databases, and the driver of one."""
    kinds = "A = 'postgresql+asyncpg://'\nB = 'mysql+aiomysql://'\n"
    project = tmp_path / "pyproject.toml"
    edited(tmp_path, app__settings=kinds)
    declared = project.read_text().replace('"alembic",', '"alembic",\n    "asyncpg",')
    project.write_text(declared)
    assert detect(tmp_path, Overrides({})).database.known() == "postgresql"

    project.write_text(declared.replace('"asyncpg"', '"asyncpg", "aiomysql"'))
    assert not detect(tmp_path, Overrides({})).database.settled
