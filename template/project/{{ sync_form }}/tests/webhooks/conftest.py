"""Each test runs on SQLite, and on PostgreSQL too when WEBHOOKS_TEST_POSTGRES_URL names a server.

The server gets a database of our own, dropped at the end; no other database is touched.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from app.core.database import make_engine
from app.modules.webhooks.models import webhook_event

from .sandbox import Sandbox, effect, make_sandbox

POSTGRES_URL = os.environ.get("WEBHOOKS_TEST_POSTGRES_URL")


@pytest.fixture(autouse=True)
def no_outside_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is in the environment or in .env does not change a test."""
    for name in [name for name in os.environ if name.startswith("WEBHOOKS_")]:
        monkeypatch.delenv(name)
    # Without a broker, whatever the service was made with.
    monkeypatch.setenv("WEBHOOKS_QUEUE", "database")
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database of this test run's own."""
    assert POSTGRES_URL is not None
    server = make_url(POSTGRES_URL).set(drivername="postgresql+psycopg")
    name = f"webhooks_test_{os.getpid()}"
    url = server.render_as_string(hide_password=False)
    run_sql(url, f"CREATE DATABASE {name}")
    yield server.set(database=name).render_as_string(hide_password=False)
    run_sql(url, f"DROP DATABASE {name} WITH (FORCE)")


def run_sql(url: str, statement: str) -> None:
    engine = make_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"] if POSTGRES_URL else ["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/test.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a database that holds this module's table, empty."""
    engine = make_engine(database_url)
    tables = [webhook_event, effect]
    with engine.begin() as connection:
        for table in tables:
            table.drop(connection, checkfirst=True)
            table.create(connection)
    yield engine
    engine.dispose()


@pytest.fixture
def sandbox(engine: Engine) -> Iterator[Sandbox]:
    with make_sandbox(engine) as sandbox:
        yield sandbox
