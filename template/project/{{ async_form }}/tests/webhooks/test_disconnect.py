"""Clients that go away, and an application that does."""

import asyncio

import pytest
from starlette.types import Message

from .sandbox import Sandbox, row

pytestmark = pytest.mark.anyio


async def test_a_body_that_breaks_off_is_not_stored(sandbox: Sandbox) -> None:
    received = iter([{"type": "http.request", "body": b"{", "more_body": True}])
    sent: list[Message] = []

    async def receive() -> Message:
        return next(received, {"type": "http.disconnect"})

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "scheme": "http", "query_string": b""}
    await sandbox.app({**scope, "path": "/webhooks/test", "headers": []}, receive, send)

    assert sent[0]["status"] == 400
    assert await sandbox.rows() == []


async def test_a_cancelled_request_leaves_the_writer_working(sandbox: Sandbox) -> None:
    inbox = sandbox.service.inbox
    first = asyncio.create_task(inbox.append([row("evt_1")]))
    await asyncio.sleep(0)
    first.cancel()

    await inbox.append([row("evt_2")])

    assert [r.external_id for r in await sandbox.rows()] == ["evt_1", "evt_2"]


async def test_closing_waits_for_what_was_appended(sandbox: Sandbox) -> None:
    append = asyncio.create_task(sandbox.service.inbox.append([row("evt_1")]))
    await asyncio.sleep(0)

    await sandbox.service.inbox.close()

    assert len(await append) == 1
