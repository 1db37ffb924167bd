"""Celery: its worker imports this module; run with FIRST COUNT it enqueues jobs."""

import os
import sys

from celery import Celery

from .effect import update

app = Celery(broker=os.environ["REDIS_URL"])
app.conf.task_ignore_result = True
app.conf.broker_connection_retry_on_startup = True


@app.task
def job(number: int) -> None:
    update(number)


if __name__ == "__main__":
    first, count = map(int, sys.argv[1:])
    for number in range(first, first + count):
        app.send_task("benchmarks.peers.celery_jobs.job", [number])
