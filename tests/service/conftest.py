"""A rendered service, run as its owner runs it: web process and worker, for real."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgresql import own_database

from .running import Service, render


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
    with own_database() as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture
def service(template: Path, database_url: str, tmp_path: Path) -> Iterator[Service]:
    """The service, migrated and not yet running; whatever was started is killed at the end."""
    service = Service.copy_of(template, tmp_path / "service", database_url)
    service.run("-m", "alembic", "upgrade", "head")
    yield service
    service.kill_all()
