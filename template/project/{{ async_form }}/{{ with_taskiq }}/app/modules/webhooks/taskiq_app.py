"""Taskiq: taskiq worker app.modules.webhooks.taskiq_app:broker
and, once: taskiq scheduler app.modules.webhooks.taskiq_app:scheduler"""

import asyncio
import time
from collections.abc import Sequence
from functools import cache

from taskiq import ScheduledTask, TaskiqScheduler
from taskiq.schedule_sources import LabelScheduleSource

from .bootstrap import build_tasks
from .broker_settings import BrokerSettings
from .settings import WebhookSettings
from .taskiq_brokers import open_broker
from .tasks import Tasks

PATIENCE = 5  # seconds that publishing may take

settings = BrokerSettings()
broker = open_broker(
    settings.broker_url, queue=settings.broker_queue, lease=WebhookSettings().lease
)


@broker.task(task_name="webhooks.process")
async def process(event_id: int) -> str | None:
    """One attempt at an event; the status that follows."""
    status = await tasks().process(event_id)
    return status and status.value


@broker.task(
    task_name="webhooks.sweep", schedule=[{"interval": settings.sweep_seconds}]
)
async def sweep(asked_at: float) -> int:
    """Offers what is due and has no message; how many."""
    return await tasks().sweep(asked_at)


class Sweeps(LabelScheduleSource):
    """The schedule of the tasks above; tells a sweep when it was asked for."""

    def pre_send(self, task: ScheduledTask) -> None:
        task.args = [time.time()]


scheduler = TaskiqScheduler(broker, [Sweeps(broker)])


@cache
def tasks() -> Tasks:
    """Made in each worker process at its first task."""
    return build_tasks()


class TaskiqPublisher:
    """Puts hints into Taskiq's broker."""

    def __init__(self) -> None:
        # A worker process has started its broker itself.
        self._started = broker.is_worker_process

    async def publish(self, ids: Sequence[int]) -> None:
        await asyncio.wait_for(self._publish(ids), PATIENCE)

    async def close(self) -> None:
        if self._started and not broker.is_worker_process:
            await broker.shutdown()

    async def _publish(self, ids: Sequence[int]) -> None:
        if not self._started:
            await broker.startup()
            self._started = True
        await asyncio.gather(*(process.kiq(id) for id in ids))
