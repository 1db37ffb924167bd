"""The renderings that the suite runs across: forms, and engines that carry their hints."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

INSIDE = Path(__file__).parent / "inside"


@dataclass(frozen=True, kw_only=True)
class Form:
    """Answers to the template, and the handlers that suit them."""

    answers: Mapping[str, str]
    handlers: Path
    # Whether it gives up a connection that lives and never answers. A thread that waits for
    # one cannot be stopped.
    gives_up_on_silence: bool = True


FORMS = {
    "async": Form(answers={"session": "async"}, handlers=INSIDE / "async_handlers.py"),
    "sync": Form(
        answers={"session": "sync"},
        handlers=INSIDE / "sync_handlers.py",
        gives_up_on_silence=False,
    ),
}


@dataclass(frozen=True, kw_only=True)
class Engine:
    """How work reaches the workers: an answer to the template, and the broker behind it."""

    queue: str
    broker: str | None = None  # one of servers.PROGRAMS
    publish: str = ""  # the seam at which the application hands hints to it
    acknowledge: str = ""  # and at which its worker is done with a message


CELERY = Engine(
    queue="celery",
    publish=".celery_publisher:CeleryPublisher.publish",
    acknowledge="celery.worker.request:Request.acknowledge",
)
TASKIQ = Engine(
    queue="taskiq",
    publish=".taskiq_publisher:TaskiqPublisher.publish",
    acknowledge="taskiq.receiver.receiver:Receiver.callback",
)
ENGINES = {
    "database": Engine(queue="database"),
    "celery-redis": replace(CELERY, broker="redis"),
    "celery-rabbitmq": replace(CELERY, broker="rabbitmq"),
    "taskiq-redis": replace(TASKIQ, broker="redis"),
    "taskiq-rabbitmq": replace(TASKIQ, broker="rabbitmq"),
    "taskiq-nats": replace(TASKIQ, broker="nats"),
}
