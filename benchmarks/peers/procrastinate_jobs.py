"""Procrastinate, on PostgreSQL."""

import asyncio
import os

from procrastinate import App, PsycopgConnector

from .effect import update_async
from .enqueue import enqueue

app = App(connector=PsycopgConnector(conninfo=os.environ["DATABASE_URL"]))


@app.task(name="job")
async def job(number: int) -> None:
    await update_async(number)


async def main() -> None:
    async with app.open_async():
        await enqueue(lambda number: job.defer_async(number=number))


if __name__ == "__main__":
    asyncio.run(main())
