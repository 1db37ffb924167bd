"""A rendered service, run as its owner runs it: web process and worker, for real."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from .running import Service, render

POSTGRES_URL = os.environ.get("WEBHOOKGEN_POSTGRES_URL")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A service for both providers, as the working tree renders it."""
    return render(tmp_path_factory.mktemp("rendered") / "service")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/service.db"
        return
    if POSTGRES_URL is None:
        missing = "WEBHOOKGEN_POSTGRES_URL names no PostgreSQL server"
        if os.environ.get("WEBHOOKGEN_REQUIRE_SERVICES"):
            pytest.fail(missing)
        pytest.skip(missing)
    server = make_url(POSTGRES_URL).set(drivername="postgresql+psycopg")
    name = f"webhookgen_{uuid.uuid4().hex[:12]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.set(drivername="postgresql", database=name).render_as_string(
        hide_password=False
    )
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def service(template: Path, database_url: str, tmp_path: Path) -> Iterator[Service]:
    """The service, migrated and not yet running; whatever was started is killed at the end."""
    service = Service.copy_of(template, tmp_path / "service", database_url)
    service.run("-m", "alembic", "upgrade", "head")
    yield service
    service.kill_all()
