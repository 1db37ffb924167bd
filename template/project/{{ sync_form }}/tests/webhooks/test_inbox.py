"""Group commit: what deliveries share, and what they must not do to each other."""

from datetime import timedelta
from functools import partial

from sqlalchemy import event as sqlalchemy_event

from app.modules.webhooks.clock import utc_now
from app.modules.webhooks.errors import StorageUnavailable

from .concurrency import together
from .sandbox import Sandbox, row


def test_waiting_deliveries_share_a_commit(sandbox: Sandbox) -> None:
    commits: list[object] = []
    sqlalchemy_event.listen(sandbox.engine, "commit", commits.append)

    together(*(partial(sandbox.deliver, f"evt_{n}") for n in range(32)))

    assert len(sandbox.rows()) == 32
    assert len(commits) < 16


def test_a_row_that_the_database_refuses_does_not_fail_its_neighbours(
    sandbox: Sandbox,
) -> None:
    refused = row("evt_bad") | {"status": None}

    results = sandbox.append([row("evt_1")], [refused], [row("evt_2")])

    assert [type(result) for result in results] == [list, StorageUnavailable, list]
    assert [r.external_id for r in sandbox.rows()] == ["evt_1", "evt_2"]


def test_a_delivery_of_several_events_is_stored_whole(sandbox: Sandbox) -> None:
    (opened,) = sandbox.append([row(f"evt_{n}") for n in range(100)])

    assert isinstance(opened, list)
    assert len(opened) == len(set(opened)) == 100


def test_the_ids_of_new_events_go_to_the_first_that_brought_them(
    sandbox: Sandbox,
) -> None:
    told = sandbox.append(*[[row("evt_1")]] * 3)

    assert told == [[(sandbox.row()).id], [], []]


def test_rows_keep_their_time_of_receipt(sandbox: Sandbox) -> None:
    received_at = utc_now() - timedelta(seconds=90)

    sandbox.append([row("evt_1") | {"received_at": received_at}])

    assert (sandbox.row()).received_at == received_at
