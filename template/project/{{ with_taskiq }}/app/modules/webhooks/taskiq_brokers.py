"""The broker that the URL's scheme names: Redis Streams, RabbitMQ or NATS JetStream.

All of them deliver at least once: a message is acknowledged after its task.
"""

from datetime import timedelta

from nats.js.api import ConsumerConfig, RetentionPolicy, StreamConfig
from nats.js.errors import NoStreamResponseError
from taskiq import AsyncBroker, BrokerMessage
from taskiq_aio_pika import AioPikaBroker, Exchange, Queue, QueueType
from taskiq_nats import PullBasedJetStreamBroker
from taskiq_redis import RedisStreamBroker

# Messages that a broker keeps; of more than that the oldest go, and the sweep has them.
CAPACITY = 100_000


def open_broker(url: str, *, queue: str, lease: timedelta) -> AsyncBroker:
    """A broker, not yet connected; a message not done within the lease comes again."""
    scheme = url.partition("://")[0]
    if scheme in ("amqp", "amqps"):
        return _rabbitmq(url, queue)
    if scheme in ("nats", "tls"):
        return _nats(url, queue, lease)
    return _redis(url, queue, lease)


def _redis(url: str, queue: str, lease: timedelta) -> AsyncBroker:
    return RedisStreamBroker(
        url,
        queue_name=queue,
        consumer_group_name=queue,
        consumer_id="0",  # what was sent before the first worker came counts too
        maxlen=CAPACITY,  # a stream keeps what was acknowledged, too
        idle_timeout=int(lease.total_seconds() * 1000),
        xread_count=8,  # fewer round trips, and little that waits for a busy worker
    )


def _rabbitmq(url: str, queue: str) -> AsyncBroker:
    # Not quorum queues, the default: hints need no replicas, and where RabbitMQ (3.10) runs
    # alone and was killed, such a queue may wait for a leader for ever.
    classic = QueueType.CLASSIC
    return AioPikaBroker(
        url,
        exchange=Exchange(name=queue),
        task_queues=[Queue(name=queue, type=classic)],
        dead_letter_queue=Queue(name=f"{queue}.dead_letter", type=classic),
    )


def _nats(url: str, queue: str, lease: timedelta) -> AsyncBroker:
    return LastingJetStreamBroker(
        url,
        subject=queue,
        stream_name=queue,
        durable=queue,
        stream_config=StreamConfig(
            retention=RetentionPolicy.WORK_QUEUE, max_msgs=CAPACITY
        ),
        consumer_config=ConsumerConfig(
            durable_name=queue, ack_wait=lease.total_seconds()
        ),
        pull_consume_timeout=5,  # asks again, should the server have been replaced
        max_reconnect_attempts=-1,
    )


class LastingJetStreamBroker(PullBasedJetStreamBroker):
    """Makes its stream and its consumer again, should the server have lost them."""

    async def kick(self, message: BrokerMessage) -> None:
        try:
            await super().kick(message)
        except NoStreamResponseError:
            await self.js.add_stream(self.stream_config)
            await self.js.add_consumer(self.stream_name, self.consumer_config)
            await super().kick(message)
