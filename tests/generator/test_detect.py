"""What is found out about each host in tests/hosts, as `webhookgen detect` shows it."""

from dataclasses import fields

import pytest
from webhookgen.cli.fact_lines import shown
from webhookgen.host.detect import detect
from webhookgen.host.facts import HostFacts
from webhookgen.host.overrides import Overrides

from tests.hosts.hosts import ASYNC, ASYNC_SQLMODEL, HOSTS, SQLMODEL, SYNC

from .conftest import MakeHost, contents

NOTHING = Overrides({})
Expected = dict[str, str]

# What holds for every host of a form; a row of SPECIAL says what is otherwise.
PLAIN = {
    "project": "certain .",
    "imports": "certain import app from .",
    "app": "certain app.main:app",
    "router": "certain api_router in app/api/router.py, /api/webhooks/{source}",
    "metadata": "certain declarative, Base.metadata of app.db",
    "session": "certain sync, sqlalchemy, app.db:get_session",
    "engine": "certain sync, app.db:engine",
    "database": "certain sqlite",
    "settings": "certain flat, app.settings:settings",
    "env_samples": "certain .env.example",
    "alembic": "certain alembic.ini [alembic], alembic/versions",
    "head": "certain 3f2a9c41d07b",
    "models": "certain import_list in alembic/env.py, below line 4",
    "create_all": "certain nowhere",
    "tests": "certain tests, sync client",
    "packages": "certain pip, pyproject.toml",
    "versions": "certain new enough",
    "style": "certain ruff, 100 columns, double quotes",
    "licence": "certain no header",
    "python": "certain 3.11",
    "git": "certain clean",
    "module": "certain app/webhooks",
    "clashes": "certain none",
    "unparsed": "certain none",
}
FORMS: dict[tuple[str, ...], Expected] = {
    SYNC: {},
    ASYNC: {
        "session": "certain async, sqlalchemy, app.db:get_session",
        "engine": "certain async, app.db:engine",
        "models": "certain import_list in alembic/env.py, below line 7",
        "tests": "certain tests, async client",
    },
    SQLMODEL: {
        "metadata": "certain sqlmodel, SQLModel.metadata of sqlmodel",
        "session": "certain sync, sqlmodel, app.db:get_db",
        "models": "certain import_list in alembic/env.py, below line 5",
    },
    ASYNC_SQLMODEL: {
        "metadata": "certain sqlmodel, SQLModel.metadata of sqlmodel",
        "session": "certain async, sqlmodel, app.db:get_session",
        "engine": "certain async, app.db:engine",
        "models": "certain import_list in alembic/env.py, below line 8",
        "tests": "certain tests, async client",
    },
}
SPECIAL: dict[str, Expected] = {
    "backend_folder": {
        "project": "certain backend",
        "env_samples": "certain ../.env.example",
    },
    "src_layout": {
        "imports": "certain import shop from src",
        "app": "certain shop.main:app",
        "router": "certain api_router in src/shop/api/router.py, /api/webhooks/{source}",
        "metadata": "certain declarative, Base.metadata of shop.db",
        "session": "certain sync, sqlalchemy, shop.db:get_session",
        "engine": "certain sync, shop.db:engine",
        "settings": "certain flat, shop.settings:settings",
        "module": "certain src/shop/webhooks",
    },
    "flat_modules": {
        "imports": "certain import (modules) from .",
        "app": "certain main:app",
        "router": "certain api_router in api/router.py, /api/webhooks/{source}",
        "metadata": "certain declarative, Base.metadata of db",
        "session": "certain sync, sqlalchemy, db:get_session",
        "engine": "certain sync, db:engine",
        "settings": "certain flat, settings:settings",
        "module": "certain webhooks",
    },
    "package_init_app": {"app": "certain app:app"},
    "factory_only": {
        "app": "certain app.main:create_app",
        "router": "certain application in app/main.py, /webhooks/{source}",
    },
    "router_builder": {
        "router": "certain router in app/api/router.py, /api/webhooks/{source}"
    },
    "router_list": {
        "router": "certain ROUTERS in app/api/router.py, /api/webhooks/{source}"
    },
    "two_names": {
        "imports": "likely import app from src",
        "module": "certain src/app/webhooks",
        "router": "certain api_router in src/app/api/router.py, /api/webhooks/{source}",
    },
    "relative_imports": {"imports": "likely import app from ."},
    "guarded_router": {"router": "certain app in app/main.py, /webhooks/{source}"},
    "no_aggregator": {"router": "certain app in app/main.py, /webhooks/{source}"},
    "getenv_settings": {
        "settings": "likely getenv, app/config.py",
        "models": "certain import_list in alembic/env.py, below line 5",
        "packages": "certain pip, requirements.txt",
        "style": "certain none, 100 columns, double quotes",
        "python": "likely 3.11",
    },
    "nested_settings": {"settings": "certain nested, app.settings:get_settings"},
    "base_columns": {
        "metadata": "certain declarative, Base.metadata of app.db "
        "(+ id, created_at, updated_at)"
    },
    "models_package": {
        "head": "certain 8c1d5b7e2f90",
        "models": "certain package_init in app/models/__init__.py, below line 2",
    },
    "models_walker": {
        "app": "certain app.main:get_app",
        "metadata": "certain declarative, Base.metadata of app.meta",
        "session": "certain async, sqlalchemy, app.db:get_db_session",
        "engine": "likely async, str(settings.database_url)",
        "models": "likely walker in alembic/env.py, below line 9",
    },
    "decoy_session": {"session": "certain async, sqlalchemy, app.db:db"},
    "middleware_session": {
        "session": "certain sync, sqlalchemy, app.api.deps:current_session"
    },
    "alembic_pyproject": {
        "alembic": "certain pyproject.toml [tool.alembic], alembic/versions"
    },
    "create_all_in_revision": {"create_all": "certain makes the table too"},
    "create_all_at_startup": {"create_all": "certain makes the table too"},
    "version_table": {"head": "certain 0002"},
    "python310": {
        "models": "certain import_list in alembic/env.py, below line 7",
        "packages": "certain uv, pyproject.toml",
        "style": "certain ruff, 79 columns, single quotes",
        "licence": "certain # SPDX-FileCopyrightText: the Notes contributors",
        "python": "certain 3.10",
    },
    "di_container": {
        "metadata": "certain declarative, Base.metadata of app.base",
        "session": "none -",
        "engine": "none -",
    },
    "core_only": {
        "metadata": "ambiguous core, metadata of app.tables",
        "session": "likely sync, sqlalchemy, no dependency",
        "models": "certain import_list in alembic/env.py, below line 5",
    },
    "two_heads": {"head": "ambiguous a1c3d4e5f6a7"},
    "no_alembic": {
        "metadata": "likely declarative, Base.metadata of app.db",
        "alembic": "none -",
        "head": "none -",
        "models": "none -",
        "create_all": "certain makes the table too",
    },
    "no_revisions": {"head": "none -"},
    "ignored_versions": {
        "alembic": "ambiguous alembic.ini [alembic], alembic/versions",
    },
    "named_sections": {
        "metadata": "likely declarative, Base.metadata of app.db",
        "alembic": "ambiguous alembic.ini [notes], alembic/versions",
        "head": "none -",
        "models": "none -",
    },
    "name_clash": {
        "module": "ambiguous app/webhook_inbox",
        "clashes": "ambiguous routes at /webhooks, tests/webhooks",
    },
    "two_projects": {
        **dict.fromkeys(PLAIN, "none -"),
        "project": "ambiguous services/notes",
    },
    "dirty_tree": {"git": "certain 1 file not committed"},
    "syntax_error": {
        "router": "ambiguous app in app/main.py, /webhooks/{source}",
        "unparsed": "certain app/api/router.py",
    },
}


@pytest.mark.parametrize("name", HOSTS)
def test_facts_of(name: str, host: MakeHost) -> None:
    directory = host(name)

    facts = detect(directory, NOTHING)

    text = {fact.name: f"{fact.confidence} {shown(fact)}" for fact in facts.all}
    text["project"] = text["project"].replace(str(directory), ".").replace("./", "")
    assert text == {**PLAIN, **FORMS[HOSTS[name].form], **SPECIAL.get(name, {})}


def test_every_fact_is_expected() -> None:
    assert list(PLAIN) == [field.name for field in fields(HostFacts)]
    assert set(SPECIAL) <= set(HOSTS)


@pytest.mark.parametrize("name", HOSTS)
def test_detection_changes_nothing(name: str, host: MakeHost) -> None:
    directory = host(name)
    before = contents(directory)

    detect(directory, NOTHING)

    assert contents(directory) == before
