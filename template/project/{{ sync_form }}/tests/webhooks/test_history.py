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
from app.modules.webhooks.host import Session
from app.modules.webhooks.models import webhook_event
from app.modules.webhooks.providers.selectors import body
from app.modules.webhooks.purge import purge
from app.modules.webhooks.settings import WebhookSettings
from app.modules.webhooks.status import Status

from .sandbox import PROVIDER, Sandbox, record_effect


class Shell:
    """Runs commands as the command line does, and reads what they print."""

    def __init__(self, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
        self.sandbox, self.capsys = sandbox, capsys

    def run(self, command: commands.Command, **options: Any) -> tuple[int, str]:
        namespace = Namespace(**{"json": False, **options})
        code = command(self.sandbox.service, WebhookSettings(), namespace)
        printed, self.progress = self.capsys.readouterr()
        return code, printed

    def run_json(self, command: commands.Command, **options: Any) -> Any:
        _, printed = self.run(command, json=True, **options)
        return json.loads(printed)


@pytest.fixture
def shell(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(sandbox, capsys)


def give_up(event: Event, session: Session) -> None:
    raise GiveUp("bug")


def finished_long_ago(sandbox: Sandbox) -> None:
    with sandbox.engine.begin() as connection:
        long_ago = utc_now() - timedelta(days=40)
        connection.execute(update(webhook_event).values(finished_at=long_ago))


ALL = {"limit": 20, "status": None, "source": None, "type": None}


def test_list_shows_the_newest_first_and_counts(sandbox: Sandbox, shell: Shell) -> None:
    sandbox.deliver("evt_1")
    sandbox.work()
    sandbox.deliver("evt_2")

    code, printed = shell.run(commands.list_events, **ALL)
    lines = printed.splitlines()
    assert code == 0
    assert ["evt_2" in lines[0], "evt_1" in lines[1]] == [True, True]
    assert lines[2] == "1 pending, 1 processed"

    wanted = {**ALL, "status": Status.PROCESSED}
    document = shell.run_json(commands.list_events, **wanted)
    assert [event["external_id"] for event in document["events"]] == ["evt_1"]
    assert document["counts"] == {"pending": 1, "processed": 1}


def test_show_gives_one_event_whole(sandbox: Sandbox, shell: Shell) -> None:
    sandbox.deliver("evt_1", amount=5)
    id = (sandbox.row()).id

    document = shell.run_json(commands.show_event, id=id)
    assert json.loads(document["payload"])["amount"] == 5
    _, printed = shell.run(commands.show_event, id=id)
    assert "external_id: evt_1" in printed
    assert shell.run(commands.show_event, id=id + 1) == (1, "")


def test_replay_opens_a_dead_event_again(sandbox: Sandbox, shell: Shell) -> None:
    sandbox.handlers["thing.happened"] = give_up
    sandbox.deliver("evt_1")
    sandbox.work()
    sandbox.handlers["thing.happened"] = record_effect
    dead = sandbox.row()

    document = shell.run_json(commands.replay_events, ids=[dead.id])

    assert document == {"opened": [dead.id], "refused": []}
    opened = sandbox.row()
    assert opened.max_attempts - opened.attempts == dead.max_attempts
    assert sandbox.work() == [Status.PROCESSED]
    assert sandbox.effects() == ["evt_1"]


def test_replay_leaves_processed_and_unknown_events(
    sandbox: Sandbox, shell: Shell
) -> None:
    sandbox.deliver("evt_1")
    sandbox.work()
    id = (sandbox.row()).id

    code, printed = shell.run(commands.replay_events, ids=[id, id + 1])

    assert code == 1
    assert printed.count("left as it is") == 2
    assert sandbox.work() == []


def test_replay_reads_an_unparseable_event_again(
    sandbox: Sandbox, shell: Shell
) -> None:
    sandbox.send(b'{"uid": "evt_1", "type": "thing.happened"}')
    id = (sandbox.row()).id
    assert (shell.run(commands.replay_events, ids=[id]))[0] == 1

    # The provider's file is mended, and then it can be read.
    mended = replace(PROVIDER, external_id=body("uid"))
    shell.sandbox.service = replace(sandbox.service, providers={"test": mended})

    assert (shell.run(commands.replay_events, ids=[id]))[0] == 0
    assert sandbox.work() == [Status.PROCESSED]
    assert (sandbox.row()).type == "thing.happened"


def test_replay_of_a_batch_that_was_not_read_gives_all_its_events(
    sandbox: Sandbox, shell: Shell
) -> None:
    events = [{"id": f"evt_{n}", "type": "thing.happened"} for n in (1, 2, 3)]
    sandbox.send(json.dumps({"events": events}).encode())
    unread = sandbox.row()
    batch = replace(
        PROVIDER,
        batch=("events.*",),
        external_id=body("events.*.id"),
        type=body("events.*.type"),
    )
    sandbox.app.state.webhooks = replace(sandbox.service, providers={"test": batch})
    shell.sandbox.service = sandbox.app.state.webhooks

    assert (shell.run(commands.replay_events, ids=[unread.id]))[0] == 0
    assert sandbox.work() == [Status.PROCESSED] * 3
    assert sandbox.effects() == ["evt_1", "evt_2", "evt_3"]

    # Sent again, each is known by its own id now.
    sandbox.send(json.dumps({"events": events}).encode())
    assert sandbox.work() == []


def test_what_was_sent_again_since_is_not_replayed_a_second_time(
    sandbox: Sandbox, shell: Shell
) -> None:
    content = b'{"uid": "evt_1", "type": "thing.happened"}'
    sandbox.send(content)
    unread = sandbox.row()
    mended = replace(PROVIDER, external_id=body("uid"))
    sandbox.app.state.webhooks = replace(sandbox.service, providers={"test": mended})
    shell.sandbox.service = sandbox.app.state.webhooks
    sandbox.send(content)

    assert (shell.run(commands.replay_events, ids=[unread.id]))[0] == 1
    assert sandbox.work() == [Status.PROCESSED]
    assert sandbox.effects() == ["evt_1"]


def test_purge_empties_payloads_and_the_rows_go_on_refusing_duplicates(
    sandbox: Sandbox, shell: Shell
) -> None:
    sandbox.deliver("evt_1")
    sandbox.work()
    month = timedelta(days=30)
    purge = {"older_than": month, "rows": False}
    assert (shell.run_json(commands.purge_events, **purge))["count"] == 0
    finished_long_ago(sandbox)

    assert (shell.run_json(commands.purge_events, **purge))["count"] == 1
    row = sandbox.row()
    assert (row.payload, row.headers) == (None, {})

    sandbox.deliver("evt_1")
    assert sandbox.work() == []
    assert sandbox.effects() == ["evt_1"]


@pytest.mark.parametrize("rows", [False, True])
def test_a_purge_commits_page_by_page_and_tells_how_far_it_is(
    sandbox: Sandbox, shell: Shell, monkeypatch: pytest.MonkeyPatch, rows: bool
) -> None:
    for number in range(5):
        sandbox.deliver(f"evt_{number}")
    sandbox.work()
    finished_long_ago(sandbox)
    sandbox.deliver("evt_new")
    monkeypatch.setattr("app.modules.webhooks.purge.PAGE", 2)
    monkeypatch.setattr(commands, "PAGES_A_LINE", 2)

    before = utc_now() - timedelta(days=30)
    left = [
        (count, sum(row.payload is not None for row in sandbox.rows()))
        for count in purge(sandbox.service, before=before, rows=rows)
    ]
    assert left == [(2, 4), (2, 2), (1, 1)]
    assert (sandbox.rows())[-1].external_id == "evt_new"

    shell.run(commands.purge_events, older_than=timedelta(days=30), rows=rows)
    assert shell.progress == ("" if rows else "0 payloads so far\n")


def test_purging_rows_leaves_what_still_waits_for_somebody(
    sandbox: Sandbox, shell: Shell
) -> None:
    sandbox.deliver("evt_1", type="nobody.cares")
    sandbox.handlers["thing.happened"] = give_up
    sandbox.deliver("evt_2")
    sandbox.send(b"not json")
    sandbox.work()
    finished_long_ago(sandbox)

    code, printed = shell.run(
        commands.purge_events, older_than=timedelta(days=30), rows=True
    )

    assert (code, printed) == (0, "1 rows purged\n")
    statuses = [row.status for row in sandbox.rows()]
    assert statuses == ["dead", "unparseable"]
