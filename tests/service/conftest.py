"""A rendered service, run as its owner runs it: web process and worker, for real."""

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

from tests.postgresql import own_database

from .running import Service, render

LOG_LINES = 100  # of a service that a failed test shows


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure shows what the service's processes printed last, and its events."""
    report = yield
    if report.failed and isinstance(item, pytest.Function):
        for name, value in item.funcargs.items():
            service = getattr(value, "service", value)
            if isinstance(service, Service) and service.log.exists():
                last = service.log.read_text(errors="replace").splitlines()[-LOG_LINES:]
                report.sections.append((f"log of {name}", "\n".join(last)))
                report.sections.append((f"events of {name}", events(service)))
    return report


def events(service: Service) -> str:
    """Where its events stand."""
    select = "SELECT id || ' ' || status || ' ' || attempts FROM webhook_event"
    try:
        return "\n".join(service.query(f"{select} ORDER BY id"))
    except SQLAlchemyError as error:
        return type(error).__name__
