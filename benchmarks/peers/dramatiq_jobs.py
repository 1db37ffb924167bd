"""Dramatiq, on Redis."""

import asyncio
import os

import dramatiq
from dramatiq.brokers.redis import RedisBroker

from .effect import update
from .enqueue import enqueue

dramatiq.set_broker(RedisBroker(url=os.environ["REDIS_URL"]))


@dramatiq.actor
def job(number: int) -> None:
    update(number)


if __name__ == "__main__":
    asyncio.run(enqueue(job.send))
