"""Handshakes, batches and replies over HTTP: what is answered, and what is stored."""

import json
from dataclasses import dataclass, field, replace

import pytest

from app.modules.webhooks.delivery import Answer, Delivery, Envelope
from app.modules.webhooks.providers.provider import Provider
from app.modules.webhooks.providers.selectors import body

from .sandbox import PROVIDER, SECRET, Sandbox, delivery_of

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Asking:
    """A handshake of a test: any request with X-Ask, answered with what it asks."""

    method: str = "POST"
    signed: bool = False
    secret: str = field(default="", repr=False)

    def answer(
        self, delivery: Delivery, secrets: object, verify_tokens: object
    ) -> Answer | None:
        asked = delivery.headers.find("x-ask")
        if asked is None:
            return None
        return Answer(status=200, body=asked.encode(), secret=self.secret)


def playing(sandbox: Sandbox, provider: Provider) -> None:
    service = replace(sandbox.service, providers={"test": provider})
    sandbox.app.state.webhooks = service


async def test_a_handshake_is_answered_and_not_stored(sandbox: Sandbox) -> None:
    playing(sandbox, replace(PROVIDER, handshakes=(Asking(method="GET"),)))

    answered = await sandbox.client.get("/webhooks/test", headers={"X-Ask": "me"})
    other = await sandbox.client.get("/webhooks/test")
    put = await sandbox.client.put("/webhooks/test")

    assert (answered.status_code, answered.text) == (200, "me")
    assert (other.status_code, put.status_code) == (405, 405)
    assert put.headers["allow"] == "GET, POST"
    assert await sandbox.rows() == []


async def test_a_signed_handshake_is_verified_before(sandbox: Sandbox) -> None:
    playing(sandbox, replace(PROVIDER, handshakes=(Asking(signed=True),)))

    forged = await sandbox.send(b"{}", secret="another", headers={"X-Ask": "me"})
    genuine = await sandbox.send(b"{}", headers={"X-Ask": "me"})

    assert (forged.status_code, genuine.status_code) == (401, 200)
    assert await sandbox.rows() == []


async def test_a_secret_that_is_handed_over_is_kept(sandbox: Sandbox) -> None:
    playing(sandbox, replace(PROVIDER, handshakes=(Asking(secret="handed over"),)))
    sandbox.secrets[:] = []

    await sandbox.client.post("/webhooks/test", headers={"X-Ask": "me"})
    response = await sandbox.send(b'{"id": "1", "type": "t"}', secret="handed over")

    assert response.status_code == 200
    assert len(await sandbox.rows()) == 1


async def test_each_item_of_a_batch_is_an_event_of_its_own(sandbox: Sandbox) -> None:
    batch = replace(
        PROVIDER,
        batch=("events.*",),
        external_id=body("events.*.id"),
        type=body("events.*.type"),
    )
    playing(sandbox, batch)
    good, bad = {"id": "1", "type": "t"}, {"no": "id"}
    content = json.dumps({"tenant": 7, "events": [good, bad, {**good, "id": "2"}]})

    response = await sandbox.send(content.encode())
    again = await sandbox.send(content.encode())
    empty = await sandbox.send(b'{"events": []}')

    assert {response.status_code, again.status_code, empty.status_code} == {200}
    rows = {row.external_id: row for row in await sandbox.rows()}
    assert len(rows) == 3
    assert {row.status for row in rows.values()} == {"pending", "unparseable"}
    assert json.loads(rows["1"].payload) == {"tenant": 7, "events": [good]}
    (unread,) = (row for row in rows.values() if row.status == "unparseable")
    assert json.loads(unread.payload) == {"tenant": 7, "events": [bad]}


async def test_what_is_secret_is_not_stored(sandbox: Sandbox) -> None:
    secret = replace(
        PROVIDER, secret_headers=("X-Token",), secret_fields=("pass.code", "none")
    )
    playing(sandbox, secret)

    await sandbox.send(
        b'{"id": "1", "type": "t", "pass": {"code": "hush"}}',
        headers={"X-Token": "hush"},
    )

    row = await sandbox.row()
    assert b"hush" not in row.payload
    assert "hush" not in json.dumps(row.headers)
    assert json.loads(row.payload)["pass"] == {"code": "[redacted]"}


async def test_a_provider_gets_the_answers_that_it_wants(sandbox: Sandbox) -> None:
    accepted = Answer(status=202, body=b"[accepted]", media_type="text/plain")
    playing(sandbox, replace(PROVIDER, accepted=accepted, refused_status=498))

    stored = await sandbox.deliver("evt_1")
    forged = await sandbox.send(b"{}", secret="another")

    assert (stored.status_code, stored.text) == (202, "[accepted]")
    assert stored.headers["content-type"].startswith("text/plain")
    assert forged.status_code == 498


async def test_the_url_is_public_and_its_path_as_it_was_sent(sandbox: Sandbox) -> None:
    seen: list[str] = []

    class Noting(type(PROVIDER.scheme)):  # type: ignore[misc]
        def verify(self, delivery: Delivery, secrets: object) -> int:
            seen.append(delivery.url)
            return 0

    playing(sandbox, replace(PROVIDER, scheme=Noting()))
    service = sandbox.app.state.webhooks
    public = replace(service, public_url="https://hooks.example.com")
    sandbox.app.state.webhooks = public
    signed = PROVIDER.scheme.sign(delivery_of(b"{}", {}), SECRET)

    target = "/webhooks/%74est?a=%7E1"
    await sandbox.client.post(target, content=b"{}", headers=signed.headers)

    assert seen == [f"https://hooks.example.com{target}"]


@pytest.mark.parametrize("fails", [False, True], ids=["a reply", "a broken one"])
async def test_a_reply_is_the_answer_and_the_event_is_stored(
    sandbox: Sandbox, fails: bool
) -> None:
    def reply(delivery: Delivery, envelope: Envelope) -> Answer:
        if fails:
            raise ValueError("broken")
        return Answer(status=200, body=envelope.type.encode(), media_type="text/xml")

    service = replace(sandbox.service, replies={"test": {"thing.*": reply}})
    sandbox.app.state.webhooks = service

    response = await sandbox.deliver("evt_1")

    assert response.status_code == 200
    assert response.text == ('{"received": true}' if fails else "thing.happened")
    assert (await sandbox.row()).external_id == "evt_1"
