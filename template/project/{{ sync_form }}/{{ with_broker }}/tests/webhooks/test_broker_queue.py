"""Hints: published in the background, bounded, and never in the way of a delivery."""

import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest
from pydantic import ValidationError

from app.modules.webhooks.bootstrap import build_service, build_worker
from app.modules.webhooks.broker_queue import BATCH, CAPACITY, BrokerQueue
from app.modules.webhooks.broker_settings import BrokerSettings
from app.modules.webhooks.cli import main
from app.modules.webhooks.settings import WebhookSettings

from .sandbox import Sandbox


class Broker:
    """Takes hints once it may; those of some events it refuses."""

    def __init__(self, refused: int | None = None) -> None:
        self.published: list[int] = []
        self.asked, self.may_answer = threading.Event(), threading.Event()
        self.refused = refused
        self.closed = False

    def publish(self, ids: Sequence[int]) -> None:
        self.asked.set()
        self.may_answer.wait()
        if self.refused in ids:
            raise ConnectionError("redis://user:password@host is away")
        self.published += ids

    def close(self) -> None:
        self.closed = True


def test_a_delivery_does_not_wait_for_the_broker(sandbox: Sandbox) -> None:
    broker = Broker()
    queue = BrokerQueue(broker)
    sandbox.app.state.webhooks = replace(sandbox.service, queue=queue)

    assert (sandbox.deliver()).status_code == 200
    broker.asked.wait()
    assert broker.published == []

    broker.may_answer.set()
    queue.close()
    assert broker.published == [(sandbox.row()).id]
    assert broker.closed


def test_a_duplicate_is_no_news(sandbox: Sandbox) -> None:
    broker = Broker()
    queue = BrokerQueue(broker)
    sandbox.app.state.webhooks = replace(sandbox.service, queue=queue)
    broker.may_answer.set()

    for _ in range(3):
        sandbox.deliver()

    queue.close()
    assert broker.published == [(sandbox.row()).id]


def test_a_broker_that_fails_harms_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broker = Broker(refused=1)
    queue = BrokerQueue(broker)
    queue.hint([1])
    broker.asked.wait()
    queue.hint([2])
    broker.may_answer.set()

    queue.close()
    assert broker.published == [2]
    assert "1 hints lost" in caplog.text
    assert "password" not in caplog.text


def test_what_waits_is_bounded_and_the_oldest_goes() -> None:
    broker = Broker()
    queue = BrokerQueue(broker)
    queue.hint([0])
    broker.asked.wait()  # 0 is under way; all that follows waits
    queue.hint(range(1, CAPACITY + 2))
    broker.may_answer.set()

    queue.close()
    assert broker.published == [0, *range(2, CAPACITY + 2)]
    assert len(broker.published) > BATCH


def test_the_application_leaves_the_work_to_the_brokers_workers(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WEBHOOKS_QUEUE")
    settings = WebhookSettings()
    service = build_service(settings, sandbox.engine)

    assert settings.worker_in_app
    assert isinstance(service.queue, BrokerQueue)
    assert build_worker(service, settings) is None


def test_the_worker_command_says_where_the_workers_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("WEBHOOKS_QUEUE")

    assert main(["worker"]) == 1
    assert "WEBHOOKS_QUEUE=database" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["kafka://user:password@host", "localhost:6379", ""])
def test_an_unknown_broker_is_refused_by_name(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEBHOOKS_BROKER_URL", url)
    with pytest.raises(ValidationError, match="broker_url") as refused:
        BrokerSettings()
    assert "password" not in str(refused.value)
