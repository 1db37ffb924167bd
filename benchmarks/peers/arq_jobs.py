"""arq, on Redis."""

import asyncio
import os
from typing import Any, ClassVar

from arq import create_pool
from arq.connections import RedisSettings

from .effect import update_async
from .enqueue import enqueue

REDIS = RedisSettings.from_dsn(os.environ["REDIS_URL"])
QUIET = {"version": 1, "disable_existing_loggers": False}


async def job(context: dict[str, Any], number: int) -> None:
    await update_async(number)


class WorkerSettings:
    functions: ClassVar = [job]
    redis_settings = REDIS
    keep_result = 0


async def main() -> None:
    pool = await create_pool(REDIS)
    await enqueue(lambda number: pool.enqueue_job("job", number))
    await pool.aclose()


if __name__ == "__main__":
    asyncio.run(main())
