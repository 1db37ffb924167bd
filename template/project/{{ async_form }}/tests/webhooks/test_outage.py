"""A database that is away."""

import pytest
from sqlalchemy import event as sqlalchemy_event

from app.core.database import make_engine
from app.modules.webhooks.errors import StorageUnavailable
from app.modules.webhooks.inbox import Inbox
from app.modules.webhooks.writer import Writer

from .concurrency import append_all
from .sandbox import row

pytestmark = pytest.mark.anyio


async def test_an_outage_refuses_all_who_wait_at_once() -> None:
    engine = make_engine("sqlite+aiosqlite://")  # without its table
    attempts: list[object] = []
    sqlalchemy_event.listen(
        engine.sync_engine, "before_execute", lambda *made: attempts.append(made)
    )
    writer = Writer(engine, reopen_attempts=None)
    inbox = Inbox(writer, capacity=1000, batch=64)

    results = await append_all(inbox, [[row(f"evt_{n}")] for n in range(200)])

    assert {type(result) for result in results} == {StorageUnavailable}
    assert len(attempts) == 1
    await inbox.close()
    await engine.dispose()
    await engine.dispose()
