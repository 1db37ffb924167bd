"""Taskiq carries the hints: its in-memory broker runs them as its workers do."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from taskiq import AsyncBroker, InMemoryBroker
from taskiq_aio_pika import AioPikaBroker
from taskiq_nats import PullBasedJetStreamBroker
from taskiq_redis import RedisStreamBroker

from app.modules.webhooks import taskiq_app, taskiq_publisher
from app.modules.webhooks.broker_queue import BrokerQueue
from app.modules.webhooks.service import WebhookService
from app.modules.webhooks.taskiq_brokers import open_broker
from app.modules.webhooks.tasks import Tasks

from .concurrency import finish
from .sandbox import LEASE, Sandbox

pytestmark = pytest.mark.anyio

INTERVAL = timedelta(seconds=5)


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemoryBroker]:
    """Takes the place of the real one; a task is done when its message is sent."""
    broker = InMemoryBroker(await_inplace=True)
    for task in (taskiq_app.process, taskiq_app.sweep):
        broker.register_task(task.original_func, task.task_name)
    monkeypatch.setattr(taskiq_publisher, "make_broker", lambda: broker)
    yield broker
    broker.executor.shutdown()


@pytest.fixture
def hinting(
    sandbox: Sandbox, broker: InMemoryBroker, monkeypatch: pytest.MonkeyPatch
) -> WebhookService:
    """The service with a queue that goes through the broker, for the tasks too."""
    queue = BrokerQueue(taskiq_publisher.TaskiqPublisher())
    service = replace(sandbox.service, queue=queue)
    tasks = Tasks(
        service=service, lease=LEASE, sweep_interval=INTERVAL, sweep_limit=100
    )
    monkeypatch.setattr(taskiq_app, "tasks", lambda: tasks)
    return service


async def test_a_delivery_reaches_the_worker(
    sandbox: Sandbox, hinting: WebhookService
) -> None:
    sandbox.app.state.webhooks = hinting
    for n in range(3):
        await sandbox.deliver(f"evt_{n}")
    await hinting.queue.close()

    assert {row.status for row in await sandbox.rows()} == {"processed"}
    assert await sandbox.effects() == ["evt_0", "evt_1", "evt_2"]


async def test_a_sweep_sends_what_has_no_message(
    sandbox: Sandbox, broker: InMemoryBroker, hinting: WebhookService
) -> None:
    await sandbox.deliver()
    later = time.time() + 2 * INTERVAL.total_seconds()
    await finish(taskiq_app.sweep.kicker().with_broker(broker).kiq(later))
    await hinting.queue.close()

    assert (await sandbox.row()).status == "processed"


async def test_the_scheduler_tells_a_sweep_when_it_was_sent() -> None:
    (source,) = taskiq_app.scheduler.sources
    await finish(source.startup())
    (schedule,) = await finish(source.get_schedules())
    assert schedule.task_name == taskiq_app.sweep.task_name

    source.pre_send(schedule)

    (asked_at,) = schedule.args
    assert asked_at == pytest.approx(time.time(), abs=60)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("redis://localhost:6379/0", RedisStreamBroker),
        ("rediss://localhost:6379/0", RedisStreamBroker),
        ("amqp://guest:guest@localhost/", AioPikaBroker),
        ("amqps://guest:guest@localhost/", AioPikaBroker),
        ("nats://localhost:4222", PullBasedJetStreamBroker),
        ("tls://localhost:4222", PullBasedJetStreamBroker),
    ],
)
def test_the_scheme_chooses_the_broker(url: str, kind: type[AsyncBroker]) -> None:
    assert isinstance(open_broker(url, queue="webhooks", lease=LEASE), kind)
