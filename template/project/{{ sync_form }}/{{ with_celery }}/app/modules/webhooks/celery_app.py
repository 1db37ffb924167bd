"""Celery: celery -A app.modules.webhooks.celery_app worker --beat"""

import time
from functools import cache

from celery import Celery
from celery.beat import BeatLazyFunc

from .bootstrap import build_tasks
from .broker_settings import BrokerSettings
from .settings import WebhookSettings
from .tasks import Tasks

settings = BrokerSettings()
lease_seconds = WebhookSettings().lease_seconds

app = Celery("webhooks", broker=settings.broker_url)
app.conf.update(
    task_default_queue=settings.broker_queue,
    # The row keeps the outcome, so there is no result backend.
    task_ignore_result=True,
    # A worker that dies gives its message back. Nothing depends on that: the sweep would
    # find the event when its lease ends.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    # A handler that outlives its lease has lost its event; prefork replaces its process.
    task_time_limit=lease_seconds,
    # No worker hoards what another could do now.
    worker_prefetch_multiplier=1,
    # A hint is not worth waiting for a broker that is away.
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0},
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    beat_scheduler="celery.beat:Scheduler",  # in memory: there is no file to keep
    beat_schedule={
        "webhooks.sweep": {
            "task": "webhooks.sweep",
            "schedule": settings.sweep_seconds,
            "args": [BeatLazyFunc(time.time)],
        }
    },
)
if settings.broker_url.startswith("redis"):
    # Until Redis gives an unacknowledged message to another worker; an hour by default.
    app.conf.broker_transport_options = {
        "visibility_timeout": 2 * lease_seconds,
        "socket_connect_timeout": 5,
    }


@app.task(name="webhooks.process")
def process(event_id: int) -> str | None:
    """One attempt at an event; the status that follows."""
    status = tasks().process(event_id)
    return status and status.value


@app.task(name="webhooks.sweep")
def sweep(asked_at: float) -> int:
    """Offers what is due and has no message; how many."""
    return tasks().sweep(asked_at)


@cache
def tasks() -> Tasks:
    """Made in each worker process at its first task."""
    return build_tasks()
