"""Sessions that commit after the answer: when that concerns webhooks, and when it does not."""

import pytest
from webhookgen.doctor import sessions

from .conftest import Make
from .patients import Patient

ON_EXIT = {
    "plain_async": (
        "    async with SessionLocal() as session:\n        yield session",
        "    async with SessionLocal() as session:\n        yield session\n"
        "        await session.commit()",
    ),
    "plain_sync": (
        "    with SessionLocal() as session:\n        yield session",
        "    with SessionLocal() as session:\n        yield session\n"
        "        session.commit()",
    ),
}


@pytest.fixture(params=list(ON_EXIT))
def host(request: pytest.FixtureRequest, patient_of: Make) -> Patient:
    """A host whose dependency commits when it ends."""
    patient = patient_of(request.param)
    assert patient.look(sessions.CHECK).rules == []
    patient.edit("app/db.py", *ON_EXIT[request.param])
    return patient


def test_routes_of_the_host(host: Patient) -> None:
    (finding,) = host.look(sessions.CHECK).findings

    assert (finding.rule, finding.level) == ("commit-after-answer", "note")
    assert "Webhooks are not concerned" in finding.why
    assert finding.what.startswith("2 routes use get_")
    assert finding.evidence[0].startswith("app/db.py:")
    assert all(place.startswith("app/api/notes.py:") for place in finding.evidence[1:])


def test_a_webhook_of_the_host(host: Patient) -> None:
    host.edit("app/api/notes.py", "def add_note(", "def receive_webhook(")

    looked = host.look(sessions.CHECK)

    assert looked.rules == ["answered-before-commit", "commit-after-answer"]
    assert looked.findings[0].level == "warning"
    assert 'scope="function"' in looked.findings[0].todo


def test_a_dependency_that_ends_before_the_answer(patient_of: Make) -> None:
    host = patient_of("plain_async")
    host.edit("app/db.py", *ON_EXIT["plain_async"])
    host.edit(
        "app/api/notes.py",
        "Depends(get_session)",
        'Depends(get_session, scope="function")',
    )

    assert host.look(sessions.CHECK).rules == []


def test_a_block_that_commits(patient_of: Make) -> None:
    host = patient_of("plain_async")
    host.edit(
        "app/db.py", "SessionLocal() as session", "SessionLocal.begin() as session"
    )

    assert host.look(sessions.CHECK).rules == ["commit-after-answer"]


VERSIONS = [
    ("0.105.0", True),
    ("0.106.0", False),
    ("0.117.1", False),
    ("0.118.0", True),
]


@pytest.mark.parametrize(("version", "late"), VERSIONS)
def test_only_some_versions_answer_first(
    host: Patient, version: str, late: bool
) -> None:
    # A distribution of that version comes before the installed one.
    folder = host.root / f"fastapi-{version}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: fastapi\nVersion: {version}\n"
    )

    assert bool(host.look(sessions.CHECK).rules) is late


def test_a_handler_with_a_session_of_its_own(host: Patient) -> None:
    path = f"{host.module}/handlers/stripe.py"
    host.edit(
        path, "import logging", "import logging\n\nfrom app.db import SessionLocal"
    )
    host.edit(path, "    logger.info(", "    SessionLocal()\n    logger.info(")

    looked = host.look(sessions.CHECK)

    assert looked.rules[0] == "handler-commits-apart"
    assert looked.findings[0].evidence[0].startswith(f"{path}:")
