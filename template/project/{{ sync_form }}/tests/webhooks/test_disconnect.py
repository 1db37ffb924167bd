"""Clients that go away, and an application that does."""

import asyncio

from starlette.types import Message

from .sandbox import Sandbox, row


def test_a_body_that_breaks_off_is_not_stored(sandbox: Sandbox) -> None:
    received = iter([{"type": "http.request", "body": b"{", "more_body": True}])
    sent: list[Message] = []

    async def receive() -> Message:
        return next(received, {"type": "http.disconnect"})

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "scheme": "http", "query_string": b""}
    path = {"path": "/webhooks/test", "headers": []}
    asyncio.run(sandbox.app({**scope, **path}, receive, send))

    assert sent[0]["status"] == 400
    assert sandbox.rows() == []


def test_a_cancelled_request_leaves_the_writer_working(sandbox: Sandbox) -> None:
    inbox = sandbox.service.inbox

    async def cancel_one_and_append_another() -> None:
        first = asyncio.create_task(inbox.append([row("evt_1")]))
        await asyncio.sleep(0)
        first.cancel()
        await inbox.append([row("evt_2")])

    asyncio.run(cancel_one_and_append_another())

    assert [r.external_id for r in sandbox.rows()] == ["evt_1", "evt_2"]


def test_a_request_whose_event_loop_ended_leaves_the_writer_working(
    sandbox: Sandbox,
) -> None:
    inbox = sandbox.service.inbox

    async def append_and_go() -> None:
        asyncio.get_running_loop().create_task(inbox.append([row("evt_1")]))
        await asyncio.sleep(0)

    asyncio.run(append_and_go())
    asyncio.run(inbox.append([row("evt_2")]))

    assert [r.external_id for r in sandbox.rows()] == ["evt_1", "evt_2"]


def test_closing_waits_for_what_was_appended(sandbox: Sandbox) -> None:
    inbox = sandbox.service.inbox

    async def append_and_close() -> list[int]:
        append = asyncio.create_task(inbox.append([row("evt_1")]))
        await asyncio.sleep(0)
        await inbox.close()
        return await append

    assert len(asyncio.run(append_and_close())) == 1
