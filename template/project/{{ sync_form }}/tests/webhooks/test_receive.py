"""What a provider is answered, and what is stored before it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from sqlalchemy import Engine, text

from app.modules.webhooks.errors import (
    PayloadTooLarge,
    SecretNotConfigured,
    SignatureMismatch,
    StorageUnavailable,
    UnknownSource,
)

from .concurrency import together
from .sandbox import PROVIDER, SECRET, Sandbox


def test_a_new_event_is_stored_whole_and_acknowledged(sandbox: Sandbox) -> None:
    response = sandbox.send(
        b'{"id": "evt_1", "type": "thing.happened", "subject": "s_1", "created": 86400}',
        headers={"X-Trace": "abc", "Authorization": "Bearer key"},
    )

    assert (response.status_code, response.json()) == (200, {"received": True})
    row = sandbox.row()
    assert (row.source, row.external_id, row.type) == (
        "test",
        "evt_1",
        "thing.happened",
    )
    assert (row.subject, row.occurred_at.isoformat()) == (
        "s_1",
        "1970-01-02T00:00:00+00:00",
    )
    assert (row.status, row.attempts) == ("pending", 0)
    assert row.payload.endswith(b'"created": 86400}')
    assert row.headers["x-trace"] == "abc"
    assert "authorization" not in row.headers


def test_a_duplicate_is_acknowledged_and_not_stored_again(
    sandbox: Sandbox,
) -> None:
    sandbox.deliver("evt_1")
    sandbox.work()

    response = sandbox.deliver("evt_1")

    assert (response.status_code, response.json()) == (200, {"received": True})
    assert sandbox.work() == []
    assert sandbox.effects() == ["evt_1"]


def test_of_32_parallel_duplicates_one_is_stored(sandbox: Sandbox) -> None:
    responses = together(*[partial(sandbox.deliver, "evt_1")] * 32)

    assert {response.status_code for response in responses} == {200}
    assert len(sandbox.rows()) == 1
    sandbox.work()
    assert sandbox.effects() == ["evt_1"]


def test_a_wrong_signature_is_refused(sandbox: Sandbox) -> None:
    response = sandbox.send(b'{"id": "evt_1"}', secret="another secret")

    assert response.status_code == 401
    assert response.json() == {"error": SignatureMismatch.__doc__}
    assert sandbox.rows() == []


def test_a_tampered_body_is_refused(sandbox: Sandbox) -> None:
    response = sandbox.send(b'{"id": "evt_1", "type": "thing.happened"}')
    signature = response.request.headers["x-signature"]

    tampered = sandbox.client.post(
        "/webhooks/test",
        content=b'{"id": "evt_2", "type": "thing.happened"}',
        headers={"x-signature": signature},
    )

    assert tampered.status_code == 401
    assert [row.external_id for row in sandbox.rows()] == ["evt_1"]


@pytest.mark.parametrize("secrets", [[], [""]], ids=["none", "empty"])
def test_without_a_secret_everything_is_refused(
    sandbox: Sandbox, secrets: list[str]
) -> None:
    sandbox.secrets[:] = secrets

    response = sandbox.send(b'{"id": "evt_1"}', secret="")

    assert response.status_code == 503
    assert response.json() == {"error": SecretNotConfigured.__doc__}
    assert int(response.headers["retry-after"]) > 0
    assert sandbox.rows() == []


def test_while_a_secret_is_rolled_the_old_and_the_new_one_count(
    sandbox: Sandbox,
) -> None:
    sandbox.secrets[:] = ["new secret", SECRET]

    for id, secret in [("evt_1", SECRET), ("evt_2", "new secret")]:
        content = b'{"id": "%s", "type": "thing.happened"}' % id.encode()
        assert (sandbox.send(content, secret)).status_code == 200

    assert len(sandbox.rows()) == 2


def test_an_unknown_source_is_not_found(sandbox: Sandbox) -> None:
    response = sandbox.client.post("/webhooks/nobody", content=b"{}")

    assert response.status_code == 404
    assert response.json() == {"error": UnknownSource.__doc__}


def test_only_post_is_allowed(sandbox: Sandbox) -> None:
    response = sandbox.client.get("/webhooks/test")

    assert response.status_code == 405
    assert response.headers["allow"] == "POST"


@pytest.mark.parametrize("counted", [True, False], ids=["content-length", "chunked"])
def test_a_body_over_the_limit_is_refused(sandbox: Sandbox, counted: bool) -> None:
    body = b"x" * (PROVIDER.max_body_bytes + 1)

    response = sandbox.client.post(
        "/webhooks/test", content=body if counted else in_chunks(body)
    )

    assert ("content-length" in response.request.headers) is counted
    assert response.status_code == 413
    assert response.json() == {"error": PayloadTooLarge.__doc__}


def test_a_body_of_exactly_the_limit_is_read(sandbox: Sandbox) -> None:
    response = sandbox.send(b"x" * PROVIDER.max_body_bytes)

    assert response.status_code == 200


@pytest.mark.parametrize(
    "content",
    [
        b"not json",
        b"\xff\xfe",
        b"[]",
        b'{"type": "thing.happened"}',
        b'{"id": "evt_1"}',
        b'{"id": "evt\\u0000", "type": "thing.happened"}',
        b'{"id": "\\ud800", "type": "thing.happened"}',
        b'{"id": "%s", "type": "thing.happened"}' % (b"x" * 256),
        b"[" * 5000,
    ],
    ids=lambda content: content[:24].decode("latin-1"),
)
def test_what_is_authentic_but_unreadable_is_kept(
    sandbox: Sandbox, content: bytes
) -> None:
    responses = [sandbox.send(content), sandbox.send(content)]

    assert [response.status_code for response in responses] == [200, 200]
    row = sandbox.row()
    assert (row.status, row.payload) == ("unparseable", content)
    assert row.last_error
    assert sandbox.work() == []


def test_a_commit_that_fails_is_not_acknowledged(sandbox: Sandbox) -> None:
    with commits_failing(sandbox.engine):
        refused = sandbox.deliver("evt_1")

    assert refused.status_code == 503
    assert refused.json() == {"error": StorageUnavailable.__doc__}
    assert int(refused.headers["retry-after"]) > 0
    assert sandbox.rows() == []

    # The provider sends it again, and nothing stands in its way.
    assert (sandbox.deliver("evt_1")).status_code == 200
    sandbox.work()
    assert sandbox.effects() == ["evt_1"]


def in_chunks(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 1000):
        yield body[start : start + 1000]


@contextmanager
def commits_failing(engine: Engine) -> Iterator[None]:
    """Meanwhile the database takes each row, and refuses at the commit: a constraint that is
    judged only then is broken by every insert."""
    with engine.begin() as connection:
        for statement in BREAK_COMMITS[engine.dialect.name]:
            connection.execute(text(statement))
    yield
    with engine.begin() as connection:
        for statement in MEND_COMMITS[engine.dialect.name]:
            connection.execute(text(statement))


BREAK_COMMITS = {
    "sqlite": [
        "CREATE TABLE webhook_test_never (id INTEGER PRIMARY KEY)",
        "CREATE TABLE webhook_test_broken (never INTEGER "
        "REFERENCES webhook_test_never DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TRIGGER webhook_test_break AFTER INSERT ON webhook_event "
        "BEGIN INSERT INTO webhook_test_broken VALUES (1); END",
    ],
    "postgresql": [
        "CREATE FUNCTION webhook_test_break() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RAISE integrity_constraint_violation; END'",
        "CREATE CONSTRAINT TRIGGER webhook_test_break AFTER INSERT ON webhook_event "
        "DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION webhook_test_break()",
    ],
}
MEND_COMMITS = {
    "sqlite": ["DROP TRIGGER webhook_test_break"],
    "postgresql": ["DROP FUNCTION webhook_test_break CASCADE"],
}
