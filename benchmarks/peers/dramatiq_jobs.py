"""Dramatiq: its worker imports this module; run with FIRST COUNT it enqueues jobs."""

import os
import sys

import dramatiq
from dramatiq.brokers.redis import RedisBroker

from .effect import update

dramatiq.set_broker(RedisBroker(url=os.environ["REDIS_URL"]))


@dramatiq.actor
def job(number: int) -> None:
    update(number)


if __name__ == "__main__":
    first, count = map(int, sys.argv[1:])
    for number in range(first, first + count):
        job.send(number)
