"""What misleads: a host in which one thing is not as it looks, one test for each."""

import textwrap
from pathlib import Path

import pytest
from webhookgen.errors import FactMissing
from webhookgen.host.detect import detect
from webhookgen.host.facts import HostFacts
from webhookgen.host.overrides import Overrides, from_flags
from webhookgen.host.values import CodeStyle
from webhookgen.integration.tidy import Tidier
from webhookgen.render import RenderedFile

from tests.hosts.hosts import make_host


def edited(directory: Path, **files: str) -> HostFacts:
    """The facts of plain_sync with other files; `__` in a name is a slash."""
    make_host("plain_sync", directory)
    for name, text in files.items():
        path = directory / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip())
    return detect(directory, Overrides({}))


def test_an_app_in_a_docstring_or_demo_is_none(tmp_path: Path) -> None:
    facts = edited(
        tmp_path,
        app__cache='''
        """Use it so:

        app = FastAPI()
        """
        ''',
        docs__demo="from fastapi import FastAPI\n\ndemo = FastAPI()\n",
    )

    assert str(facts.app.known()) == "app.main:app"


def test_two_apps_are_never_chosen_between(tmp_path: Path) -> None:
    facts = edited(
        tmp_path, app__admin="from fastapi import FastAPI\n\nadmin = FastAPI()\n"
    )

    assert facts.app.confidence == "likely"  # the one with routers

    (tmp_path / "app/main.py").write_text(
        "from fastapi import FastAPI\napp = FastAPI()\n"
    )
    facts = detect(tmp_path, Overrides({}))

    assert facts.app.candidates == ("app.admin:admin", "app.main:app")
    assert not facts.app.settled
    assert facts.router.waiting


def test_what_a_server_starts_is_the_app(tmp_path: Path) -> None:
    make_host("plain_sync", tmp_path)
    (tmp_path / "app/admin.py").write_text(
        "from fastapi import FastAPI\nx = FastAPI()\n"
    )
    (tmp_path / "Dockerfile").write_text('CMD ["uvicorn", "app.admin:x"]\n')

    assert str(detect(tmp_path, Overrides({})).app.known()) == "app.admin:x"


def test_an_app_that_asks_every_route_for_a_login_takes_no_webhook(
    tmp_path: Path,
) -> None:
    facts = edited(
        tmp_path,
        app__main="""
        from fastapi import Depends, FastAPI

        from app.api.router import api_router
        from app.auth import current_user

        app = FastAPI(dependencies=[Depends(current_user)])
        app.include_router(api_router)
        """,
    )

    assert facts.router in facts.unsettled
    assert "auth" in facts.router.note


def test_a_mount_at_the_root_stays_last(tmp_path: Path) -> None:
    facts = edited(
        tmp_path,
        app__main="""
        from fastapi import FastAPI
        from fastapi.staticfiles import StaticFiles

        app = FastAPI()
        app.mount("/static", StaticFiles(directory="static"))
        app.mount("/", StaticFiles(directory="web", html=True))
        """,
    )

    assert facts.router.known().insert_after_line == 5


def test_two_versions_of_an_api_are_left_alone(tmp_path: Path) -> None:
    version = """
        from fastapi import APIRouter

        from app.api import health, notes

        router = APIRouter()
        router.include_router(health.router)
        router.include_router(notes.router)
        """
    facts = edited(
        tmp_path,
        app__api__v1=version,
        app__api__v2=version,
        app__main="""
        from fastapi import FastAPI

        from app.api import v1, v2

        app = FastAPI()
        app.include_router(v1.router, prefix="/v1")
        app.include_router(v2.router, prefix="/v2")
        """,
    )

    assert facts.router.known().file == "app/main.py"
    assert facts.router.known().full_path == "/webhooks/{source}"


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


def test_a_subclass_of_fastapi_makes_applications(tmp_path: Path) -> None:
    facts = edited(
        tmp_path,
        app__main="""
        from fastapi import FastAPI

        from app.api.router import api_router

        class NotesAPI(FastAPI):
            pass

        app = NotesAPI()
        app.include_router(api_router)
        """,
    )

    assert facts.app.known().built_line == 8
    assert facts.router.known().file == "app/api/router.py"


def test_an_app_that_a_function_dresses_up_is_still_that_app(tmp_path: Path) -> None:
    facts = edited(
        tmp_path,
        app__admin="""
        def with_admin(app):
            app.mount("/admin", object())
            return app
        """,
        app__main="""
        from fastapi import FastAPI

        from app.admin import with_admin
        from app.api.router import api_router

        app = FastAPI()
        app = with_admin(app)
        app.include_router(api_router, prefix="/v1")
        """,
    )

    assert facts.router.known().full_path == "/v1/webhooks/{source}"


def test_the_routers_of_one_subject_are_no_place_for_ours(tmp_path: Path) -> None:
    subject = """
        from fastapi import APIRouter

        from app.api import health, notes

        users_router = APIRouter()
        users_router.include_router(health.router)
        users_router.include_router(notes.router)
        """
    facts = edited(
        tmp_path,
        app__users__views=subject,
        app__main="""
        from fastapi import FastAPI

        from app.users.views import users_router

        app = FastAPI()
        app.include_router(users_router)
        """,
    )

    assert facts.router.known().file == "app/main.py"


def test_a_prefix_is_followed_into_settings_and_through_calls(tmp_path: Path) -> None:
    facts = edited(
        tmp_path,
        app__settings="""
        from pydantic_settings import BaseSettings

        class Settings(BaseSettings):
            database_url: str = "sqlite://"
            version: str = "v2"
            prefix: str = f"/api/{version}"

        settings = Settings()
        """,
        app__main="""
        from fastapi import FastAPI

        from app.api.router import api_router
        from app.settings import settings

        def routes(app: FastAPI, prefix: str) -> None:
            app.include_router(api_router, prefix=prefix)

        app = FastAPI()
        routes(app, prefix=settings.prefix)
        """,
    )

    assert facts.router.known().full_path == "/api/v2/webhooks/{source}"


def test_a_prefix_that_only_running_tells_is_said_to_be_so(tmp_path: Path) -> None:
    facts = edited(
        tmp_path,
        app__main="""
        import os

        from fastapi import FastAPI

        from app.api.router import api_router

        app = FastAPI()
        app.include_router(api_router, prefix=os.environ["PREFIX"])
        """,
    )

    assert facts.router.known().full_path == "{os.environ['PREFIX']}/webhooks/{source}"
    assert facts.router.confidence == "likely"


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


def test_webhooks_below_another_path_are_in_nobodys_way(tmp_path: Path) -> None:
    facts = edited(
        tmp_path,
        app__api__health="""
        from fastapi import APIRouter

        router = APIRouter(prefix="/households/webhooks")
        """,
    )

    assert facts.clashes.known() == ()


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
