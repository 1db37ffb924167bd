"""Traps in sessions, engines and their settings."""

from pathlib import Path

from webhookgen.host.detect import detect
from webhookgen.host.overrides import from_flags

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
