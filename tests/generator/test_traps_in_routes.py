"""Traps in where the application and its routers are."""

from pathlib import Path

from webhookgen.host.detect import detect
from webhookgen.host.overrides import Overrides

from tests.hosts.hosts import make_host

from .traps import edited


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


def test_webhooks_below_another_path_are_in_nobodys_way(tmp_path: Path) -> None:
    facts = edited(
        tmp_path,
        app__api__health="""
        from fastapi import APIRouter

        router = APIRouter(prefix="/households/webhooks")
        """,
    )

    assert facts.clashes.known() == ()
