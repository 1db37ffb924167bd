"""Taskiq: its worker imports this module; run with FIRST COUNT it enqueues jobs."""

import asyncio
import os
import sys

from taskiq_redis import RedisStreamBroker

from .effect import update_async

broker = RedisStreamBroker(os.environ["REDIS_URL"])


@broker.task("job")
async def job(number: int) -> None:
    await update_async(number)


async def enqueue(first: int, count: int) -> None:
    await broker.startup()
    for number in range(first, first + count):
        await job.kiq(number)
    await broker.shutdown()


if __name__ == "__main__":
    asyncio.run(enqueue(*map(int, sys.argv[1:])))
