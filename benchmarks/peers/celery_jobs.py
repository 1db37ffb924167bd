"""Celery, on Redis."""

import asyncio
import os

from celery import Celery

from .effect import update
from .enqueue import enqueue

app = Celery(broker=os.environ["REDIS_URL"])
app.conf.task_ignore_result = True
app.conf.broker_connection_retry_on_startup = True


@app.task(name="job")
def job(number: int) -> None:
    update(number)


if __name__ == "__main__":
    asyncio.run(enqueue(job.delay))
