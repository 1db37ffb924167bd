"""The brokers that engines run on: reached by URL, with a queue of each test's own."""

import asyncio
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import nats
import pytest
import redis
from kombu import Connection, Queue
from nats.js.errors import NotFoundError

from .door import Door


@dataclass(frozen=True)
class Broker:
    """A running broker, and a queue in it that is a test's own."""

    server: str
    queue: str
    door: Door
    drop: Callable[[str, str], None]

    @property
    def url(self) -> str:
        """Where the service finds it."""
        return self.door.url

    def lose(self) -> None:
        """The queue is gone, with everything in it."""
        self.drop(self.server, self.queue)


@contextmanager
def own_queue(kind: str) -> Iterator[Broker]:
    """A queue of a shared broker; without that broker the test is skipped, or fails."""
    variable = f"WEBHOOKGEN_{kind.upper()}_URL"
    url = os.environ.get(variable)
    if url is None:
        missing = f"{variable} names no broker"
        if os.environ.get("WEBHOOKGEN_REQUIRE_SERVICES"):
            pytest.fail(missing)
        pytest.skip(missing)
    queue = f"webhookgen_{uuid.uuid4().hex[:12]}"
    broker = Broker(url, queue, Door(url), DROP[kind])
    yield broker
    broker.door.close()
    broker.lose()


def drop_in_redis(url: str, queue: str) -> None:
    with redis.Redis.from_url(url, decode_responses=True) as connection:
        for key in (queue, *connection.scan_iter(f"_kombu.*.{queue}")):
            connection.delete(key)
        # What a killed worker of Celery had in hand would come back one day.
        for tag, message in connection.hscan_iter("unacked"):
            if queue in message:
                connection.hdel("unacked", tag)
                connection.zrem("unacked_index", tag)


def drop_in_rabbitmq(url: str, queue: str) -> None:
    with Connection(url) as connection:
        for name in (queue, f"{queue}.dead_letter"):
            Queue(name, channel=connection.default_channel).delete()


def drop_in_nats(url: str, queue: str) -> None:
    async def drop() -> None:
        client = await nats.connect(url)
        try:
            await client.jetstream().delete_stream(queue)
        except NotFoundError:
            pass
        finally:
            await client.close()

    asyncio.run(drop())


DROP = {"redis": drop_in_redis, "rabbitmq": drop_in_rabbitmq, "nats": drop_in_nats}
