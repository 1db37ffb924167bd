"""Taskiq: taskiq worker app.modules.webhooks.taskiq_app:broker
and, once: taskiq scheduler app.modules.webhooks.taskiq_app:scheduler"""

import time
from functools import cache

from taskiq import AsyncBroker, ScheduledTask, TaskiqScheduler
from taskiq.schedule_sources import LabelScheduleSource

from .bootstrap import build_tasks
from .broker_settings import BrokerSettings
from .settings import WebhookSettings
from .taskiq_brokers import open_broker
from .tasks import Tasks

settings = BrokerSettings()


def make_broker() -> AsyncBroker:
    """The broker that is set, not yet connected."""
    lease = WebhookSettings().lease
    return open_broker(settings.broker_url, queue=settings.broker_queue, lease=lease)


broker = make_broker()


@broker.task(task_name="webhooks.process")
def process(event_id: int) -> str | None:
    """One attempt at an event; the status that follows."""
    status = tasks().process(event_id)
    return status and status.value


@broker.task(
    task_name="webhooks.sweep", schedule=[{"interval": settings.sweep_seconds}]
)
def sweep(asked_at: float) -> int:
    """Offers what is due and has no message; how many."""
    return tasks().sweep(asked_at)


class Sweeps(LabelScheduleSource):
    """The schedule of the tasks above; tells a sweep when it was asked for."""

    def pre_send(self, task: ScheduledTask) -> None:
        task.args = [time.time()]


scheduler = TaskiqScheduler(broker, [Sweeps(broker)])


@cache
def tasks() -> Tasks:
    """Made in each worker process at its first task."""
    return build_tasks()
