"""A database that is away, and one that does not answer."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from app.core.database import make_engine
from app.modules.webhooks import inbox as inbox_module
from app.modules.webhooks.errors import Overloaded, StorageUnavailable
from app.modules.webhooks.inbox import Inbox
from app.modules.webhooks.repository.ingest import Row
from app.modules.webhooks.writer import Outcome, Writer

from .concurrency import append_all
from .sandbox import row


def test_an_outage_refuses_all_who_wait() -> None:
    engine = make_engine("sqlite:////nowhere/service.db")
    inbox = Inbox(Writer(engine, reopen_attempts=None), capacity=1000, batch=64)

    results = append_all(inbox, [[row(f"evt_{n}")] for n in range(100)])

    assert {type(result) for result in results} == {StorageUnavailable}
    asyncio.run(inbox.close())


class Silent(Writer):
    """Writes once it may."""

    may_write = threading.Event()

    def write(self, deliveries: Sequence[Sequence[Row]]) -> Sequence[Outcome]:
        self.may_write.wait()
        return [[] for _ in deliveries]


def test_a_silent_database_is_not_waited_for_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inbox_module, "PATIENCE", 0.01)
    writer = Silent(make_engine("sqlite://"), reopen_attempts=None)
    inbox = Inbox(writer, capacity=1000, batch=64)

    (result,) = append_all(inbox, [[row("evt_1")]])

    assert type(result) is StorageUnavailable
    writer.may_write.set()
    asyncio.run(inbox.close())


def test_more_than_can_wait_is_refused_not_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inbox_module, "PATIENCE", 0.1)
    writer = Silent(make_engine("sqlite://"), reopen_attempts=None)
    writer.may_write.clear()
    inbox = Inbox(writer, capacity=4, batch=64)

    results = append_all(inbox, [[row(f"evt_{n}")] for n in range(32)])

    # At most four are with the writer, and four wait for it.
    refused = [result for result in results if isinstance(result, Overloaded)]
    assert len(refused) >= 24
    writer.may_write.set()
    asyncio.run(inbox.close())
