"""What the database tells, SQLite and PostgreSQL, both forms; it is only read."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, create_engine, insert, inspect, make_url, text
from webhookgen.doctor import backlog, migrated, retention
from webhookgen.doctor.findings import Check

from .conftest import Make
from .patients import Looked, Patient

POSTGRES_URL = os.environ.get("WEBHOOKGEN_POSTGRES_URL")
LATER = """\
revision = "b7c1d2e3f4a5"
down_revision = "{before}"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
"""


@dataclass(frozen=True)
class Stored:
    """A service and its database, migrated, for the test to write to."""

    service: Patient
    engine: Engine

    def look(self, *checks: Check) -> Looked:
        return look(self.service, *checks)


# SQLite is read by a connection of our own, whatever the form.
KINDS = {
    "sqlite": ("service_sync", "sqlite"),
    "postgresql, async": ("service_async", "postgresql"),
    "postgresql, sync": ("service_sync", "postgresql"),
}


@pytest.fixture(params=list(KINDS))
def stored(request: pytest.FixtureRequest, patient_of: Make) -> Iterator[Stored]:
    form, kind = KINDS[request.param]
    service = patient_of(form)
    if kind == "sqlite":
        yield Stored(service, create_engine(f"sqlite:///{service.root}/app.db"))
        return
    with postgresql() as url:
        service.variables["DATABASE_URL"] = url
        service.python("-m", "alembic", "upgrade", "head")
        engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
        yield Stored(service, engine)
        engine.dispose()


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a database that lives as long as the test."""
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
        mine = server.set(drivername="postgresql", database=name)
        yield mine.render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def store(engine: Engine, *events: dict[str, Any]) -> None:
    """Events as the module stores them, each received `ago`, finished `ended` ago."""
    metadata = MetaData()
    metadata.reflect(engine)
    table = metadata.tables["webhook_event"]
    now = datetime.now(UTC)
    with engine.begin() as connection:
        for number, event in enumerate(events):
            ago, ended = event.pop("ago", timedelta()), event.pop("ended", None)
            row = {
                "source": "stripe",
                "external_id": f"evt_{number}",
                "type": "invoice.paid",
                "received_at": now - ago,
                "available_at": now - event.pop("due", ago),
                "finished_at": None if ended is None else now - ended,
                "status": "pending",
                "attempts": 0,
                "max_attempts": 10,
                "headers": {},
                "payload": b"very private",
            }
            connection.execute(insert(table), {**row, **event})
    engine.dispose()


def look(patient: Patient, *checks: Check) -> Looked:
    found = [patient.look(check) for check in checks]
    return Looked(
        [finding for one in found for finding in one.findings],
        "".join(one.not_checked for one in found),
    )


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_database_in_order(stored: Stored) -> None:
    store(
        stored.engine,
        {"status": "processed", "ended": 80 * DAY},
        {"status": "ignored", "ended": 100 * DAY, "payload": None},
        {"status": "pending"},
        {"status": "pending", "ago": HOUR, "due": -HOUR},
        {"status": "processing", "ago": HOUR, "due": -HOUR},
    )

    looked = stored.look(migrated.CHECK, backlog.CHECK, retention.CHECK)

    assert looked == Looked([], "")


def test_nobody_works(stored: Stored) -> None:
    held_by_a_dead_one: dict[str, Any] = {"ago": HOUR, "status": "processing"}
    store(stored.engine, held_by_a_dead_one, {"ago": HOUR / 2})

    (finding,) = stored.look(backlog.CHECK).findings

    assert (finding.rule, finding.level) == ("no-worker", "error")
    assert finding.what.startswith("2 due, the oldest for 6")
    assert "runs inside the application" in finding.todo


def test_nobody_works_apart(patient_of: Make) -> None:
    service = patient_of("service_async")
    store(create_engine(f"sqlite:///{service.root}/app.db"), {"ago": HOUR})
    service.variables["WEBHOOKS_WORKER_IN_APP"] = "false"

    (finding,) = service.look(backlog.CHECK).findings

    assert "-m app.modules.webhooks worker" in finding.todo


def test_what_waits_for_workers_and_for_somebody(stored: Stored) -> None:
    store(
        stored.engine,
        {"ago": HOUR},
        {"status": "processed", "ended": timedelta()},
        {"status": "dead", "ended": 100 * DAY},
        {"status": "dead", "ended": DAY},
        {"status": "unparseable", "type": ""},
        {"status": "processed", "ended": 100 * DAY + HOUR},
    )

    looked = stored.look(backlog.CHECK, retention.CHECK)

    assert sorted(looked.rules) == [
        "backlog",
        "dead-events",
        "retention-off",
        "unparseable-events",
    ]
    (dead,) = [one for one in looked.findings if one.rule == "dead-events"]
    assert dead.what == "stripe: 2 dead, the first is event 3"
    assert "-m app.modules.webhooks show 3" in dead.todo
    (kept,) = [one for one in looked.findings if one.rule == "retention-off"]
    assert kept.what == "1 handled event still has its payload, after 100 days"
    assert "private" not in str(looked)


def test_not_migrated(patient: Patient) -> None:
    (file,) = patient.root.glob("*.db")
    file.unlink()

    (finding,) = patient.look(migrated.CHECK).findings

    assert (finding.rule, finding.level) == ("not-migrated", "error")
    assert "alembic upgrade head" in finding.todo
    assert not file.exists()
    assert "no table" in patient.look(backlog.CHECK).not_checked


def test_behind(patient: Patient) -> None:
    assert patient.look(migrated.CHECK).rules == []
    (head,) = patient.case().facts.alembic.known().heads
    patient.write("alembic/versions/later.py", LATER.format(before=head))

    (finding,) = patient.look(migrated.CHECK).findings

    assert finding.rule == "not-at-head"
    assert finding.what == f"the database is at {head}, and the head is b7c1d2e3f4a5"


def test_a_database_that_is_not_there(patient_of: Make) -> None:
    service = patient_of("service_async")
    service.variables["DATABASE_URL"] = "postgresql://me:5up3rs3cr3t@127.0.0.1:1/none"

    looked = look(service, migrated.CHECK, backlog.CHECK, retention.CHECK)

    assert looked.findings == []
    assert "ConnectionRefusedError" in looked.not_checked
    assert "5up3rs3cr3t" not in looked.not_checked


@pytest.mark.parametrize("form", ["service_async", "service_sync"])
def test_postgresql_is_asked_not_to_write(patient_of: Make, form: str) -> None:
    """A question that would write is refused by the server."""
    service = patient_of(form)
    with postgresql() as url:
        service.variables["DATABASE_URL"] = url
        service.python("-m", "alembic", "upgrade", "head")
        service.edit(
            f"{service.module}/models.py",
            "webhook_event: Table =",
            "from sqlalchemy import event  # noqa: E402\n\n\n"
            "@event.listens_for(Engine, 'before_cursor_execute', retval=True)\n"
            "def spoil(connection, cursor, statement, *rest):\n"
            "    if 'GROUP BY' in statement:\n"
            "        statement = 'CREATE TABLE spoilt (id int)'\n"
            "        rest = ((), *rest[1:])\n"
            "    return statement, rest[0]\n\n\n"
            "webhook_event: Table =",
        )
        service.edit(
            f"{service.module}/models.py",
            "from sqlalchemy import JSON,",
            "from sqlalchemy import Engine, JSON,",
        )

        looked = service.look(backlog.CHECK)
        engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
        tables = inspect(engine).get_table_names()
        engine.dispose()

    assert "spoilt" not in tables
    assert looked.not_checked.startswith("some questions to the database failed:")
