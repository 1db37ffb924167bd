"""PgQueuer, on PostgreSQL."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import uvloop
from pgqueuer import AsyncpgPoolDriver, Job, PgQueuer, Queries, run

from .effect import update_async
from .enqueue import enqueue

URL = os.environ["DATABASE_URL"]


@asynccontextmanager
async def worker() -> AsyncIterator[PgQueuer]:
    async with asyncpg.create_pool(URL) as pool:
        queuer = PgQueuer(AsyncpgPoolDriver(pool))

        @queuer.entrypoint("job")
        async def job(job: Job) -> None:
            assert job.payload
            await update_async(int(job.payload))

        yield queuer


async def main() -> None:
    async with asyncpg.create_pool(URL) as pool:
        queries = Queries(AsyncpgPoolDriver(pool))
        await enqueue(lambda number: queries.enqueue("job", b"%d" % number))


if __name__ == "__main__":
    # Without arguments the worker: `pgqueuer run` of 1.6.0 fails on its own log level.
    uvloop.run(main() if sys.argv[1:] else run(worker))
