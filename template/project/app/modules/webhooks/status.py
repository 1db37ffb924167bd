"""Where an event may stand, and the only ways from one status to another."""

from enum import Enum

from .errors import IllegalTransition


class Status(str, Enum):
    """Where an event stands."""

    PENDING = "pending"  # waits until available_at
    PROCESSING = "processing"  # a worker holds it until available_at
    PROCESSED = "processed"
    IGNORED = "ignored"  # nobody handles it, or its handler said that nothing is to do
    DEAD = "dead"  # its attempts are used up; a replay or a redelivery opens it again
    UNPARSEABLE = "unparseable"  # authentic, but not what its provider documents


TRANSITIONS = {
    (Status.PENDING, Status.PROCESSING),
    (Status.PROCESSING, Status.PROCESSED),
    (Status.PROCESSING, Status.IGNORED),
    (Status.PROCESSING, Status.PENDING),
    (Status.PROCESSING, Status.DEAD),
    (Status.DEAD, Status.PENDING),
    (Status.IGNORED, Status.PENDING),
    (Status.UNPARSEABLE, Status.PENDING),
}

# What an operator may open again. Not processed ones: their effects are committed.
REPLAYABLE = (Status.DEAD, Status.UNPARSEABLE, Status.IGNORED)


def transition(before: Status, after: Status) -> Status:
    """`after`, if it may follow `before`. Raises IllegalTransition."""
    if (before, after) not in TRANSITIONS:
        raise IllegalTransition(f"{before.value} -> {after.value}")
    return after
