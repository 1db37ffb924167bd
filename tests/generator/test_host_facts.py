"""The finer points of single facts, and the traps that hosts set."""

import textwrap
from pathlib import Path
from typing import Any

import pytest
from webhookgen.host.detect import detect
from webhookgen.host.facts import HostFacts
from webhookgen.host.overrides import Overrides
from webhookgen.host.syntax import parse

from tests.hosts.hosts import make_host

from .conftest import MakeHost

# host, fact, field of its value, what it is
DETAILS = [
    ("factory_only", "tests", "base_url", "http://notes.test"),
    ("factory_only", "router", "function", "create_app"),
    ("factory_only", "router", "indent", "    "),
    ("router_builder", "router", "function", "build_router"),
    ("router_list", "router", "style", "list_literal"),
    ("router_list", "router", "insert_after_line", 5),
    ("relative_imports", "router", "relative_imports", True),
    ("guarded_router", "router", "style", "main_app"),
    ("guarded_router", "router", "insert_after_line", 8),  # above the pages
    ("no_aggregator", "router", "insert_after_line", 7),  # above if __name__
    ("crlf", "router", "insert_after_line", 7),
    ("plain_sync", "session", "commit_policy", "explicit"),
    ("base_columns", "session", "commit_policy", "on_exit"),
    ("models_walker", "session", "commit_policy", "on_exit"),
    ("models_walker", "session", "source", "request"),
    ("models_walker", "engine", "form", "local"),
    ("middleware_session", "session", "commit_policy", "middleware"),
    ("middleware_session", "session", "source", "request"),
    ("naming_in_env", "metadata", "convention_at", "env"),
    ("base_columns", "metadata", "convention_at", "base"),
    ("nested_settings", "settings", "env_prefix", "NOTES_"),
    ("nested_settings", "settings", "nested_delimiter", "__"),
    ("nested_settings", "settings", "secret_str", True),
    ("nested_settings", "settings", "is_getter", True),
    ("plain_sync", "settings", "forbids_extra", True),
    ("backend_folder", "settings", "forbids_extra", False),
    ("backend_folder", "settings", "env_files", ("../.env",)),
    ("include_object", "alembic", "filters", ("include_object",)),
    ("version_table", "alembic", "version_table", "notes_schema_version"),
    ("version_table", "alembic", "id_style", "number"),
    ("version_table", "alembic", "next_id", "0003"),
    ("version_table", "alembic", "timezone", "UTC"),
    ("version_table", "alembic", "truncate_slug_length", 20),
    (
        "alembic_pyproject",
        "alembic",
        "file_template",
        "%(year)d%(month).2d%(day).2d_%(slug)s_%(rev)s",
    ),
    ("two_heads", "alembic", "heads", ("a1c3d4e5f6a7", "b2c3d4e5f6a7")),
    ("src_layout", "alembic", "prepend_sys_path", "src"),
    ("models_package", "models", "all_line", 4),
    ("python310", "style", "force_single_line", True),
    ("python310", "style", "bans_relative_imports", True),
    ("python310", "packages", "lock", "uv.lock"),
    ("python310", "tests", "warnings_as_errors", True),
    ("plain_async", "tests", "runner", "anyio"),
    ("plain_sync", "tests", "runner", None),
    ("getenv_settings", "packages", "install_command", "python -m pip install -r requirements.txt"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "fact", "field", "value"),
    DETAILS,
    ids=[f"{name}-{fact}-{field}" for name, fact, field, _ in DETAILS],
)
def test_detail(name: str, fact: str, field: str, value: Any, host: MakeHost) -> None:
    facts = detect(host(name), Overrides({}))

    assert getattr(getattr(facts, fact).value, field) == value


def test_columns_of_the_base_come_in_its_own_words(host: MakeHost) -> None:
    metadata = detect(host("base_columns"), Overrides({})).metadata.known()

    assert [(one.name, one.value) for one in metadata.columns] == [
        ("id", "mapped_column(primary_key=True)"),
        ("created_at", "mapped_column(server_default=func.now())"),
        (
            "updated_at",
            "mapped_column(server_default=func.now(), onupdate=func.now())",
        ),
    ]
    assert metadata.naming_convention["pk"] == "pk_%(table_name)s"


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


@pytest.mark.parametrize(
    ("newer", "line"),
    [
        pytest.param("try: ...\nexcept A, B:\n    pass\nx = 1\n", 4, id="PEP 758"),
        pytest.param("class A[T: (int, str)](B):\n    pass\nx = 1\n", 3, id="PEP 695"),
        pytest.param("def f[T](a: T) -> T: ...\nx = 1\n", 2, id="generic function"),
        pytest.param("type Names[T] = list[T]\nx = 1\n", 2, id="type statement"),
    ],
)
def test_newer_syntax_is_read(newer: str, line: int) -> None:
    tree = parse(newer)

    assert tree is not None
    assert tree.body[-1].lineno == line
