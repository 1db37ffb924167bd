"""What an operator can do: list, show, replay and purge, from the command line."""

import json
from argparse import Namespace
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app.modules.webhooks import commands
from app.modules.webhooks.clock import utc_now
from app.modules.webhooks.errors import GiveUp
from app.modules.webhooks.event import Event
from app.modules.webhooks.host import AsyncSession
from app.modules.webhooks.models import webhook_event
from app.modules.webhooks.providers.selectors import body
from app.modules.webhooks.purge import purge
from app.modules.webhooks.settings import WebhookSettings
from app.modules.webhooks.status import Status

from .sandbox import PROVIDER, Sandbox, record_effect

pytestmark = pytest.mark.anyio


class Shell:
    """Runs commands as the command line does, and reads what they print."""

    def __init__(self, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
        self.sandbox, self.capsys = sandbox, capsys

    async def run(self, command: commands.Command, **options: Any) -> tuple[int, str]:
        namespace = Namespace(**{"json": False, **options})
        code = await command(self.sandbox.service, WebhookSettings(), namespace)
        printed, self.progress = self.capsys.readouterr()
        return code, printed

    async def run_json(self, command: commands.Command, **options: Any) -> Any:
        _, printed = await self.run(command, json=True, **options)
        return json.loads(printed)


@pytest.fixture
def shell(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(sandbox, capsys)


async def give_up(event: Event, session: AsyncSession) -> None:
    raise GiveUp("bug")


async def finished_long_ago(sandbox: Sandbox) -> None:
    async with sandbox.engine.begin() as connection:
        long_ago = utc_now() - timedelta(days=40)
        await connection.execute(update(webhook_event).values(finished_at=long_ago))


ALL = {"limit": 20, "status": None, "source": None, "type": None}


async def test_list_shows_the_newest_first_and_counts(
    sandbox: Sandbox, shell: Shell
) -> None:
    await sandbox.deliver("evt_1")
    await sandbox.work()
    await sandbox.deliver("evt_2")

    code, printed = await shell.run(commands.list_events, **ALL)
    lines = printed.splitlines()
    assert code == 0
    assert ["evt_2" in lines[0], "evt_1" in lines[1]] == [True, True]
    assert lines[2] == "1 pending, 1 processed"

    wanted = {**ALL, "status": Status.PROCESSED}
    document = await shell.run_json(commands.list_events, **wanted)
    assert [event["external_id"] for event in document["events"]] == ["evt_1"]
    assert document["counts"] == {"pending": 1, "processed": 1}


async def test_show_gives_one_event_whole(sandbox: Sandbox, shell: Shell) -> None:
    await sandbox.deliver("evt_1", amount=5)
    id = (await sandbox.row()).id

    document = await shell.run_json(commands.show_event, id=id)
    assert json.loads(document["payload"])["amount"] == 5
    _, printed = await shell.run(commands.show_event, id=id)
    assert "external_id: evt_1" in printed
    assert await shell.run(commands.show_event, id=id + 1) == (1, "")


async def test_replay_opens_a_dead_event_again(sandbox: Sandbox, shell: Shell) -> None:
    sandbox.handlers["thing.happened"] = give_up
    await sandbox.deliver("evt_1")
    await sandbox.work()
    sandbox.handlers["thing.happened"] = record_effect
    dead = await sandbox.row()

    document = await shell.run_json(commands.replay_events, ids=[dead.id])

    assert document == {"opened": [dead.id], "refused": []}
    opened = await sandbox.row()
    assert opened.max_attempts - opened.attempts == dead.max_attempts
    assert await sandbox.work() == [Status.PROCESSED]
    assert await sandbox.effects() == ["evt_1"]


async def test_replay_leaves_processed_and_unknown_events(
    sandbox: Sandbox, shell: Shell
) -> None:
    await sandbox.deliver("evt_1")
    await sandbox.work()
    id = (await sandbox.row()).id

    code, printed = await shell.run(commands.replay_events, ids=[id, id + 1])

    assert code == 1
    assert printed.count("left as it is") == 2
    assert await sandbox.work() == []


async def test_replay_reads_an_unparseable_event_again(
    sandbox: Sandbox, shell: Shell
) -> None:
    await sandbox.send(b'{"uid": "evt_1", "type": "thing.happened"}')
    id = (await sandbox.row()).id
    assert (await shell.run(commands.replay_events, ids=[id]))[0] == 1

    # The provider's file is mended, and then it can be read.
    mended = replace(PROVIDER, external_id=body("uid"))
    shell.sandbox.service = replace(sandbox.service, providers={"test": mended})

    assert (await shell.run(commands.replay_events, ids=[id]))[0] == 0
    assert await sandbox.work() == [Status.PROCESSED]
    assert (await sandbox.row()).type == "thing.happened"


async def test_replay_of_a_batch_that_was_not_read_gives_all_its_events(
    sandbox: Sandbox, shell: Shell
) -> None:
    events = [{"id": f"evt_{n}", "type": "thing.happened"} for n in (1, 2, 3)]
    await sandbox.send(json.dumps({"events": events}).encode())
    unread = await sandbox.row()
    batch = replace(
        PROVIDER,
        batch=("events.*",),
        external_id=body("events.*.id"),
        type=body("events.*.type"),
    )
    sandbox.app.state.webhooks = replace(sandbox.service, providers={"test": batch})
    shell.sandbox.service = sandbox.app.state.webhooks

    assert (await shell.run(commands.replay_events, ids=[unread.id]))[0] == 0
    assert await sandbox.work() == [Status.PROCESSED] * 3
    assert await sandbox.effects() == ["evt_1", "evt_2", "evt_3"]

    # Sent again, each is known by its own id now.
    await sandbox.send(json.dumps({"events": events}).encode())
    assert await sandbox.work() == []


async def test_what_was_sent_again_since_is_not_replayed_a_second_time(
    sandbox: Sandbox, shell: Shell
) -> None:
    content = b'{"uid": "evt_1", "type": "thing.happened"}'
    await sandbox.send(content)
    unread = await sandbox.row()
    mended = replace(PROVIDER, external_id=body("uid"))
    sandbox.app.state.webhooks = replace(sandbox.service, providers={"test": mended})
    shell.sandbox.service = sandbox.app.state.webhooks
    await sandbox.send(content)

    assert (await shell.run(commands.replay_events, ids=[unread.id]))[0] == 1
    assert await sandbox.work() == [Status.PROCESSED]
    assert await sandbox.effects() == ["evt_1"]


async def test_purge_empties_payloads_and_the_rows_go_on_refusing_duplicates(
    sandbox: Sandbox, shell: Shell
) -> None:
    await sandbox.deliver("evt_1")
    await sandbox.work()
    month = timedelta(days=30)
    purge = {"older_than": month, "rows": False}
    assert (await shell.run_json(commands.purge_events, **purge))["count"] == 0
    await finished_long_ago(sandbox)

    assert (await shell.run_json(commands.purge_events, **purge))["count"] == 1
    row = await sandbox.row()
    assert (row.payload, row.headers) == (None, {})

    await sandbox.deliver("evt_1")
    assert await sandbox.work() == []
    assert await sandbox.effects() == ["evt_1"]


@pytest.mark.parametrize("rows", [False, True])
async def test_a_purge_commits_page_by_page_and_tells_how_far_it_is(
    sandbox: Sandbox, shell: Shell, monkeypatch: pytest.MonkeyPatch, rows: bool
) -> None:
    for number in range(5):
        await sandbox.deliver(f"evt_{number}")
    await sandbox.work()
    await finished_long_ago(sandbox)
    await sandbox.deliver("evt_new")
    monkeypatch.setattr("app.modules.webhooks.purge.PAGE", 2)
    monkeypatch.setattr(commands, "PAGES_A_LINE", 2)

    before = utc_now() - timedelta(days=30)
    left = [
        (count, sum(row.payload is not None for row in await sandbox.rows()))
        async for count in purge(sandbox.service, before=before, rows=rows)
    ]
    assert left == [(2, 4), (2, 2), (1, 1)]
    assert (await sandbox.rows())[-1].external_id == "evt_new"

    await shell.run(commands.purge_events, older_than=timedelta(days=30), rows=rows)
    assert shell.progress == ("" if rows else "0 payloads so far\n")


async def test_purging_rows_leaves_what_still_waits_for_somebody(
    sandbox: Sandbox, shell: Shell
) -> None:
    await sandbox.deliver("evt_1", type="nobody.cares")
    sandbox.handlers["thing.happened"] = give_up
    await sandbox.deliver("evt_2")
    await sandbox.send(b"not json")
    await sandbox.work()
    await finished_long_ago(sandbox)

    code, printed = await shell.run(
        commands.purge_events, older_than=timedelta(days=30), rows=True
    )

    assert (code, printed) == (0, "1 rows purged\n")
    statuses = [row.status for row in await sandbox.rows()]
    assert statuses == ["dead", "unparseable"]
