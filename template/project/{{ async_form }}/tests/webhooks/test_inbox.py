"""Group commit: what deliveries share, and what they must not do to each other."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event as sqlalchemy_event

from app.modules.webhooks.clock import utc_now
from app.modules.webhooks.delivery import Envelope
from app.modules.webhooks.errors import StorageUnavailable
from app.modules.webhooks.rows import new_row

from .sandbox import Sandbox, delivery_of

pytestmark = pytest.mark.anyio


def row(external_id: str) -> dict[str, Any]:
    envelope = Envelope(external_id=external_id, type="thing.happened", payload=b"{}")
    return new_row(delivery_of(b"{}", {}), envelope, max_attempts=3)


async def test_waiting_deliveries_share_a_commit(sandbox: Sandbox) -> None:
    commits: list[object] = []
    sqlalchemy_event.listen(sandbox.engine.sync_engine, "commit", commits.append)

    await asyncio.gather(*(sandbox.deliver(f"evt_{n}") for n in range(32)))

    assert len(await sandbox.rows()) == 32
    assert len(commits) < 16


async def test_a_row_that_the_database_refuses_does_not_fail_its_neighbours(
    sandbox: Sandbox,
) -> None:
    refused = row("evt_bad") | {"status": None}
    inbox = sandbox.service.inbox

    results = await asyncio.gather(
        *(inbox.append([r]) for r in [row("evt_1"), refused, row("evt_2")]),
        return_exceptions=True,
    )

    assert [type(result) for result in results] == [list, StorageUnavailable, list]
    assert [r.external_id for r in await sandbox.rows()] == ["evt_1", "evt_2"]


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


async def test_a_delivery_of_several_events_is_stored_whole(sandbox: Sandbox) -> None:
    opened = await sandbox.service.inbox.append([row(f"evt_{n}") for n in range(100)])

    assert len(opened) == len(set(opened)) == 100


async def test_the_ids_of_new_events_go_to_the_first_that_brought_them(
    sandbox: Sandbox,
) -> None:
    inbox = sandbox.service.inbox

    opened = await asyncio.gather(*(inbox.append([row("evt_1")]) for _ in range(3)))

    assert [len(ids) for ids in opened] == [1, 0, 0]


async def test_rows_keep_their_time_of_receipt(sandbox: Sandbox) -> None:
    received_at = utc_now() - timedelta(seconds=90)

    await sandbox.service.inbox.append([row("evt_1") | {"received_at": received_at}])

    assert (await sandbox.row()).received_at == received_at
