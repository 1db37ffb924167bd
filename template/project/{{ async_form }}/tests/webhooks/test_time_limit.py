"""A handler that takes too long is stopped."""

import pytest

from .sandbox import Sandbox
from .working import Signalling, handler, working

__all__ = ["handler"]  # the fixture

pytestmark = pytest.mark.anyio


async def test_a_handler_that_takes_too_long_is_stopped_and_recorded(
    sandbox: Sandbox, handler: Signalling
) -> None:
    await sandbox.deliver("evt_1")
    async with working(sandbox, lease_seconds=0.5):
        await handler.started.wait()

    row = await sandbox.row()
    assert (row.status, row.attempts) == ("pending", 1)
    assert row.last_error == "TimeoutError: not done within 0.45 seconds"
