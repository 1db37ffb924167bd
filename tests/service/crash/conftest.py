"""A service for each form, engine and database: scenarios share it, and it is emptied between
them."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from ..running import Service, free_port, render
from .figures import pytest_terminal_summary as pytest_terminal_summary
from .forms import ENGINES, FORMS, Engine, Form
from .postgres import PostgresServer, find_programs
from .scale import DATABASES, SCALE
from .servers import PROGRAMS, BrokerServer

# An attempt that a kill cut short is tried again soon, and often enough.
SETTINGS = {
    "WEBHOOKS_RETRY_BASE_SECONDS": "0.2",
    "WEBHOOKS_RETRY_CAP_SECONDS": "1",
    "WEBHOOKS_MAX_ATTEMPTS": "100",
}


collect_ignore = list(SCALE.left_out)


@pytest.fixture(scope="session", params=SCALE.forms)
def form(request: pytest.FixtureRequest) -> Form:
    return FORMS[request.param]


@pytest.fixture(scope="session", params=["database"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return ENGINES[request.param]


@pytest.fixture(scope="session", params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    programs = find_programs()
    if programs is None:
        skip_or_fail("PostgreSQL's initdb is not installed")
    server = PostgresServer(programs)
    yield server
    server.delete()


@pytest.fixture(scope="session")
def broker(engine: Engine) -> Iterator[BrokerServer | None]:
    """The engine's broker, running; with the database as the queue there is none."""
    if engine.broker is None:
        yield None
        return
    program = PROGRAMS[engine.broker]
    if not program.is_installed:
        skip_or_fail(f"{engine.broker} is not installed")
    broker = BrokerServer(program)
    yield broker
    broker.delete()


def skip_or_fail(missing: str) -> NoReturn:
    if os.environ.get("WEBHOOKGEN_REQUIRE_SERVICES"):
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture(scope="session")
def migrated(
    form: Form,
    engine: Engine,
    broker: BrokerServer | None,
    database: str,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Service:
    """A service of this form, with the suite's handlers and a table for their effects."""
    folder = tmp_path_factory.mktemp("crash")
    if database == "sqlite":
        url = f"sqlite:///{folder}/service.db"
    else:
        server: PostgresServer = request.getfixturevalue("server")
        server.execute(f"CREATE DATABASE {folder.name}")
        url = server.url(folder.name)
    template = render(folder / "template", **form.answers, queue=engine.queue)
    make_less_patient(template)
    service = Service.copy_of(template, folder / "service", url)
    if broker:
        service.environment |= {
            "WEBHOOKS_BROKER_URL": broker.url,
            "WEBHOOKS_BROKER_QUEUE": folder.name,
            "WEBHOOKS_SWEEP_SECONDS": "1",
            # Celery kills what takes longer, the first task of a new process included.
            "WEBHOOKS_LEASE_SECONDS": "5",
        }
    service.run("-m", "alembic", "upgrade", "head")
    service.query("CREATE TABLE effect (external_id VARCHAR(255))")
    service.query("CREATE INDEX ix_effect ON effect (external_id)")
    handlers = service.directory / "app/modules/webhooks/handlers/stripe.py"
    handlers.write_text(form.handlers.read_text())
    return service


def make_less_patient(template: Path) -> None:
    """Changes the constants of a rendered service, as its owner may."""
    for path in template.rglob("*.py"):
        text = path.read_text()
        patience = f"PATIENCE = {SCALE.patience}\n"
        changed = re.sub(r"^PATIENCE = \d+\n", patience, text, flags=re.MULTILINE)
        if changed != text:
            path.write_text(changed)


@pytest.fixture
def service(migrated: Service) -> Iterator[Service]:
    """The service, not running and without events; what was started is killed at the end."""
    service = replace(migrated, environment={**migrated.environment, **SETTINGS})
    service.log.unlink(missing_ok=True)
    yield service
    service.kill_all()
    service.query("DELETE FROM webhook_event")
    service.query("DELETE FROM effect")


@pytest.fixture(scope="module")
def healthy(migrated: Service) -> Iterator[Service]:
    """A web process that survives all of this; it has no worker."""
    service = replace(migrated, port=free_port(), processes=[])
    service.start_app(worker=False)
    yield service
    service.kill_all()


@pytest.fixture
def hold(service: Service) -> Iterator[Path]:
    """While it is there, handlers of `invoice.held` wait; `held` tells that one does."""
    hold, held = service.directory / "hold", service.directory / "held"
    hold.touch()
    yield hold
    hold.unlink(missing_ok=True)
    held.unlink(missing_ok=True)


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Keeps what a scenario counted, for the table: figures(rounds=3, lost=0)."""

    def keep(**counted: object) -> None:
        for name, value in counted.items():
            record_property(name, value)

    return keep
