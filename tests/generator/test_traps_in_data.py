"""Traps in sessions, engines, settings, metadata and revisions."""

import textwrap
from pathlib import Path

import pytest
from webhookgen.host.detect import detect
from webhookgen.host.overrides import Overrides, from_flags

from tests.hosts.hosts import make_host

from .traps import edited


def test_sync_and_async_in_equal_parts_are_ambiguous(tmp_path: Path) -> None:
    facts = edited(
        tmp_path,
        app__api__more="""
        from fastapi import APIRouter, Depends
        from sqlalchemy.ext.asyncio import AsyncSession

        from app.asyncdb import get_async_session

        router = APIRouter()

        @router.get("/a")
        async def a(session: AsyncSession = Depends(get_async_session)): ...

        @router.get("/b")
        async def b(session: AsyncSession = Depends(get_async_session)): ...
        """,
        app__asyncdb="""
        from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

        async_engine = create_async_engine("sqlite+aiosqlite://")

        async def get_async_session():
            async with AsyncSession(async_engine) as session:
                yield session
        """,
    )

    assert not facts.session.settled
    assert facts.session.candidates == (
        "app.asyncdb:get_async_session",
        "app.db:get_session",
    )


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


def test_parameters_may_lie_about_the_session_that_they_get(tmp_path: Path) -> None:
    facts = edited(
        tmp_path,
        app__db="""
        from collections.abc import AsyncIterator

        from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
        from sqlalchemy.ext.asyncio import create_async_engine
        from sqlalchemy.orm import DeclarativeBase

        engine = create_async_engine("sqlite+aiosqlite://")
        SessionLocal = async_sessionmaker(engine)

        class Base(DeclarativeBase): ...

        async def get_session() -> AsyncIterator[AsyncSession]:
            async with SessionLocal() as session:
                yield session
        """,
    )

    assert facts.session.known().kind == "async"  # routes say Session


def test_a_factory_of_sessions_is_no_session(tmp_path: Path) -> None:
    facts = edited(
        tmp_path,
        app__api__notes="""
        from collections.abc import Callable

        from fastapi import APIRouter, Depends
        from sqlalchemy.orm import Session

        router = APIRouter()

        def repository() -> Callable[[Session], object]:
            return object

        @router.get("/notes")
        def notes(found: object = Depends(repository)) -> None: ...
        """,
    )

    assert facts.session.known().dependency is None


def test_an_engine_of_the_other_kind_is_doubted(tmp_path: Path) -> None:
    facts = edited(
        tmp_path,
        app__db="""
        from collections.abc import Iterator

        from sqlalchemy.ext.asyncio import create_async_engine
        from sqlalchemy.orm import DeclarativeBase, Session

        engine = create_async_engine("sqlite+aiosqlite://")

        class Base(DeclarativeBase): ...

        def get_session() -> Iterator[Session]:
            with Session() as session:
                yield session
        """,
    )

    assert facts.engine in facts.unsettled
    assert "sessions are sync" in facts.engine.note


def test_the_getter_of_an_engine_comes_before_its_maker(tmp_path: Path) -> None:
    facts = edited(
        tmp_path,
        app__engine="""
        from functools import cache

        from sqlalchemy import Engine, create_engine

        from app.settings import settings

        def _make_engine() -> Engine:
            return create_engine(settings.database_url)

        def get_engine() -> Engine:
            global _engine
            _engine = _make_engine()
            return _engine

        def make_database() -> None:
            create_engine("postgresql://", isolation_level="AUTOCOMMIT")
        """,
        app__db="""
        from collections.abc import Iterator

        from sqlalchemy.orm import DeclarativeBase, Session

        from app.engine import get_engine

        class Base(DeclarativeBase): ...

        def get_session() -> Iterator[Session]:
            with Session(get_engine()) as session:
                yield session
        """,
    )

    assert str(facts.engine.known().engine) == "app.engine:get_engine"


def test_settings_of_tests_are_not_the_hosts(tmp_path: Path) -> None:
    facts = edited(
        tmp_path,
        app__settings="""
        from pydantic_settings import BaseSettings

        class Settings(BaseSettings):
            database_url: str = "sqlite://"

        class TestSettings(Settings):
            debug: bool = True

        settings = Settings()
        test_settings = TestSettings()
        """,
    )

    assert str(facts.settings.known().instance) == "app.settings:settings"


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


def test_an_engine_that_no_rule_finds_can_be_named(tmp_path: Path) -> None:
    hidden = """
        from collections.abc import Iterator

        from sqlalchemy import create_engine
        from sqlalchemy.orm import DeclarativeBase, Session

        class Base(DeclarativeBase): ...

        class Pool:
            def __init__(self, url: str) -> None:
                self.kept = {"engine": create_engine(url)}

        def current_engine() -> object:
            return Pool("sqlite://").kept["engine"]

        def get_session() -> Iterator[Session]:
            with Session(current_engine()) as session:
                yield session
        """
    facts = edited(tmp_path, app__db=hidden)

    assert facts.engine in facts.unsettled

    named = detect(tmp_path, from_flags({"engine": "app.db:current_engine"})).engine

    assert named.confidence == "certain"
    assert named.known().form == "function"


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


def test_an_engine_that_another_module_keeps_is_that_one(tmp_path: Path) -> None:
    facts = edited(
        tmp_path,
        app__engines="""
        from sqlalchemy import create_engine

        def make(url="sqlite://"):
            return create_engine(url)
        """,
        app__db="""
        from sqlalchemy.orm import DeclarativeBase, Session

        from app.engines import make

        engine = make("sqlite:///notes.db")

        class Base(DeclarativeBase):
            pass

        def get_session():
            with Session(engine) as session:
                yield session
        """,
    )

    assert str(facts.engine.known().engine) == "app.db:engine"


def test_a_function_that_nobody_calls_without_arguments_is_no_engine(
    tmp_path: Path,
) -> None:
    text = """
        from sqlalchemy import create_engine
        from sqlalchemy.orm import DeclarativeBase, Session

        class Base(DeclarativeBase):
            pass

        def make(url=None):
            return create_engine(url)

        def get_session(where=None):
            with Session(make({argument})) as session:
                yield session
        """
    facts = edited(tmp_path, app__db=text.format(argument="url=where"))
    assert not facts.engine.settled
    assert facts.engine.candidates == ()  # what cannot be imported answers no flag

    facts = edited(tmp_path / "plainly", app__db=text.format(argument=""))
    assert str(facts.engine.known().engine) == "app.db:make"


def test_a_method_that_gives_the_engine_is_called(tmp_path: Path) -> None:
    text = """
        from sqlalchemy import create_engine
        from sqlalchemy.orm import DeclarativeBase, Session

        class Base(DeclarativeBase):
            pass

        class DB:
            @classmethod
            def engine(cls):
                cls.kept = {"engine": create_engine(url())}
                return cls.kept["engine"]

        def get_session():
            with Session(DB.engine()) as session:
                yield session
        """
    assert not edited(tmp_path, app__db=text).engine.settled

    chosen = detect(tmp_path, from_flags({"engine": "app.db:DB.engine"}))
    assert chosen.engine.known().form == "function"


def test_sessions_of_a_store_are_none_of_a_database(tmp_path: Path) -> None:
    facts = edited(
        tmp_path,
        app__files="""
        from boto3.session import Session
        from fastapi import APIRouter, Depends

        router = APIRouter()

        def bucket() -> Session: ...

        @router.get("/files")
        def files(session: Session = Depends(bucket)) -> None: ...
        """,
    )

    assert str(facts.session.known().dependency) == "app.db:get_session"
    assert facts.session.candidates == ("app.db:get_session",)


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
