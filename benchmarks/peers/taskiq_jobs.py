"""Taskiq, on Redis Streams."""

import asyncio
import os

from taskiq_redis import RedisStreamBroker

from .effect import update_async
from .enqueue import enqueue

broker = RedisStreamBroker(os.environ["REDIS_URL"])


@broker.task("job")
async def job(number: int) -> None:
    await update_async(number)


async def main() -> None:
    await broker.startup()
    await enqueue(job.kiq)
    await broker.shutdown()


if __name__ == "__main__":
    asyncio.run(main())
