"""The SQL of brokers: which events to offer, and taking one that was offered.

Every message costs one of these statements at least, so they are built once.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..event import Event
from ..rows import having
from ..models import webhook_event as event
from ..status import Status, transition
from .claims import Claim

_other = event.alias("other")
_of_its_subject = (_other.c.source == event.c.source) & (
    _other.c.subject == event.c.subject
)
_stale = exists().where(
    _of_its_subject,
    _other.c.occurred_at > event.c.occurred_at,
    having(Status.PROCESSED, _other),
)
CLAIM_ONE = (
    update(event)
    .where(
        event.c.id == bindparam("offered_id"),
        having(Status.PENDING),
        event.c.available_at <= bindparam("now"),
        ~exists().where(_of_its_subject, having(Status.PROCESSING, _other)),
    )
    .values(
        status=transition(Status.PENDING, Status.PROCESSING).value,
        attempts=event.c.attempts + 1,
        available_at=bindparam("until"),
    )
    .returning(*event.c, _stale.label("stale"))
)
FIND_DUE = (
    select(event.c.id)
    .where(having(Status.PENDING), event.c.available_at <= bindparam("before"))
    .order_by(event.c.available_at, event.c.id)
    .limit(bindparam("limit"))
)
FIND_NEXT_OF_SUBJECT = FIND_DUE.where(
    event.c.source == bindparam("source"), event.c.subject == bindparam("subject")
)


async def claim_one(
    connection: AsyncConnection, id: int, *, now: datetime, lease: timedelta
) -> Claim | None:
    """Takes the event, and counts the attempt; None if it is not due, or its subject held.

    Should two workers reach for one subject, the database refuses the second: IntegrityError.
    """
    until = now + lease
    result = await connection.execute(
        CLAIM_ONE, {"offered_id": id, "now": now, "until": until}
    )
    for row in result.mappings():
        return Claim(event=Event.of(row, stale=row["stale"]), expires_at=until)
    return None


async def find_due(
    connection: AsyncConnection, *, before: datetime, limit: int
) -> list[int]:
    """The events that were due before then and still wait, oldest first; their ids."""
    found = await connection.scalars(FIND_DUE, {"before": before, "limit": limit})
    return list(found)


async def find_next_of_subject(
    connection: AsyncConnection, source: str, subject: str, *, now: datetime
) -> int | None:
    """The subject's event that has been due longest; its id."""
    wanted = {"source": source, "subject": subject, "before": now, "limit": 1}
    found = await connection.scalars(FIND_NEXT_OF_SUBJECT, wanted)
    return found.one_or_none()
