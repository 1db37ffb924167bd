"""Group commit: what deliveries share, and what they must not do to each other."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import event as sqlalchemy_event

from app.modules.webhooks.clock import utc_now
from app.modules.webhooks.errors import StorageUnavailable

from .concurrency import together
from .sandbox import Sandbox, row

pytestmark = pytest.mark.anyio


async def test_waiting_deliveries_share_a_commit(sandbox: Sandbox) -> None:
    commits: list[object] = []
    sqlalchemy_event.listen(sandbox.engine.sync_engine, "commit", commits.append)

    await together(*(partial(sandbox.deliver, f"evt_{n}") for n in range(32)))

    assert len(await sandbox.rows()) == 32
    assert len(commits) < 16


async def test_a_row_that_the_database_refuses_does_not_fail_its_neighbours(
    sandbox: Sandbox,
) -> None:
    refused = row("evt_bad") | {"status": None}

    results = await sandbox.append([row("evt_1")], [refused], [row("evt_2")])

    assert [type(result) for result in results] == [list, StorageUnavailable, list]
    assert [r.external_id for r in await sandbox.rows()] == ["evt_1", "evt_2"]


async def test_a_delivery_of_several_events_is_stored_whole(sandbox: Sandbox) -> None:
    (opened,) = await sandbox.append([row(f"evt_{n}") for n in range(100)])

    assert isinstance(opened, list)
    assert len(opened) == len(set(opened)) == 100


async def test_the_ids_of_new_events_go_to_the_first_that_brought_them(
    sandbox: Sandbox,
) -> None:
    told = await sandbox.append(*[[row("evt_1")]] * 3)

    assert told == [[(await sandbox.row()).id], [], []]


async def test_rows_keep_their_time_of_receipt(sandbox: Sandbox) -> None:
    received_at = utc_now() - timedelta(seconds=90)

    await sandbox.append([row("evt_1") | {"received_at": received_at}])

    assert (await sandbox.row()).received_at == received_at
