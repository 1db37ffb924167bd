"""Traps in metadata, env.py and revisions."""

import textwrap
from pathlib import Path

import pytest
from webhookgen.host.detect import detect
from webhookgen.host.overrides import Overrides

from tests.hosts.hosts import make_host

from .traps import edited


def test_a_revision_that_follows_a_missing_one_is_no_head(tmp_path: Path) -> None:
    facts = edited(
        tmp_path, alembic__versions__x="revision = 'bbbb'\ndown_revision = 'aaaa'\n"
    )

    assert not facts.head.settled
    assert "follows aaaa, which is not there" in facts.head.note


def test_a_merge_of_two_heads_is_one_head(tmp_path: Path) -> None:
    first = "revision = 'aaaa'\ndown_revision = '3f2a9c41d07b'\n"
    facts = edited(
        tmp_path,
        alembic__versions__a=first,
        alembic__versions__b=first.replace("aaaa", "bbbb"),
        alembic__versions__c="revision = 'cccc'\ndown_revision = (\n 'aaaa',\n 'bbbb')\n",
    )

    assert facts.head.known() == "cccc"


def test_our_own_table_of_another_module_is_a_clash(tmp_path: Path) -> None:
    facts = edited(
        tmp_path, app__hooks='class A:\n    __tablename__ = "webhook_event"\n'
    )

    assert facts.clashes in facts.unsettled
    assert [one.kind for one in facts.clashes.known()] == ["table"]


def test_an_env_that_lists_several_packages_is_the_registry(tmp_path: Path) -> None:
    table = """
        from app.db import Base

        class {0}(Base):
            __tablename__ = "{0}"
        """
    make_host("plain_sync", tmp_path)
    env = tmp_path / "alembic/env.py"
    text = env.read_text()
    for name in ("users", "orders"):
        package = tmp_path / "app" / name
        package.mkdir()
        (package / "__init__.py").write_text(f"from app.{name}.models import {name}\n")
        (package / "models.py").write_text(textwrap.dedent(table.format(name)))
        text = text.replace(
            "from app.settings", f"from app import {name}\nfrom app.settings"
        )
    env.write_text(text)

    models = detect(tmp_path, Overrides({})).models.known()

    assert (models.file, models.after_line) == ("alembic/env.py", 6)


def test_a_base_in_a_revision_is_none_of_the_hosts(tmp_path: Path) -> None:
    facts = edited(
        tmp_path,
        alembic__env="from alembic import context\n\ntarget_metadata = find()\n",
        alembic__versions__b1="""
        from alembic import op
        from sqlalchemy.orm import declarative_base

        revision = "b1c2d3e4f5a6"
        down_revision = "3f2a9c41d07b"
        Base = declarative_base()
        """,
    )

    assert facts.metadata.candidates == ("app.db:Base",)


@pytest.mark.parametrize(
    "block",
    [
        "if TYPE_CHECKING:\n    from alembic.config import Config\n",
        "try:\n    import dotenv\nexcept ImportError:\n    dotenv = None\n",
    ],
    ids=["for type checkers", "if it is there"],
)
def test_a_model_is_imported_where_imports_are_made(tmp_path: Path, block: str) -> None:
    facts = edited(
        tmp_path,
        alembic__env="from typing import TYPE_CHECKING\n\n"
        "from alembic import context\n\nfrom app.base import Base\n\n"
        f"{block}\ntarget_metadata = Base.metadata\n",
        app__base="""
        from sqlalchemy.orm import DeclarativeBase

        class Base(DeclarativeBase): ...
        """,
    )

    assert (facts.models.known().file, facts.models.known().after_line) == (
        "alembic/env.py",
        5,
    )
    assert facts.models.known().indent == ""


def test_a_folder_of_scripts_written_on_windows(tmp_path: Path) -> None:
    make_host("plain_sync", tmp_path)
    ini = tmp_path / "alembic.ini"
    text = ini.read_text()
    assert "%(here)s/alembic" in text
    ini.write_text(text.replace("%(here)s/alembic", ".\\alembic"))

    assert detect(tmp_path, Overrides({})).alembic.known().script_location == "alembic"


def test_a_folder_of_scripts_that_is_not_there_is_named(tmp_path: Path) -> None:
    make_host("plain_sync", tmp_path)
    (tmp_path / "alembic/env.py").unlink()

    facts = detect(tmp_path, Overrides({}))

    assert not facts.alembic.settled
    assert facts.alembic.note == (
        "alembic.ini names %(here)s/alembic, and there is no env.py in it"
    )


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ("Base.metadata.create_all(op.get_bind())", True),
        ("SQLModel.metadata.create_all(bind=engine, checkfirst=False)", True),
        ("await connection.run_sync(meta.create_all)", True),
        ("models.get_base().metadata.create_all(engine)", True),
        ("Base.metadata.create_all(engine, tables=[Note.__table__])", False),
        ("await connection.run_sync(meta.create_all, [notes])", False),
        ("await repository.create_all(notes)", False),
        ("# Base.metadata.create_all(engine)", False),
        ("Base.metadata.drop_all(engine)", False),
    ],
)
def test_code_that_makes_all_tables(tmp_path: Path, call: str, found: bool) -> None:
    facts = edited(tmp_path, app__setup=f"async def set_up():\n    {call}\n    ...\n")

    assert facts.create_all.value is found
    places = [str(place) for place in facts.create_all.evidence]
    assert places == (["app/setup.py:2"] if found else [])


def test_scripts_and_tests_may_make_all_tables(tmp_path: Path) -> None:
    call = "Base.metadata.create_all(engine)\n"
    facts = edited(tmp_path, scripts__setup=call, tests__setup=call)

    assert not facts.create_all.value
