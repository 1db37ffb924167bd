"""The SQL of claiming: a claim is a lease on an event, one per subject."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    bindparam,
    exists,
    func,
    select,
    tuple_,
    update,
)

from ..event import Event
from ..models import webhook_event as event
from ..rows import having
from ..status import Status, transition

# What is found at once of the claims that expired.
MOST_EXPIRED = 100


@dataclass(frozen=True, kw_only=True, eq=False)
class Claim:
    """A worker's hold on an event; the attempt number is its fencing token."""

    event: Event
    expires_at: datetime

    @property
    def key(self) -> dict[str, int]:
        return {"claimed_id": self.event.id, "attempt": self.event.attempt}

    def __str__(self) -> str:
        return f"event {self.event.id}, attempt {self.event.attempt}"


def claim(
    connection: Connection, *, limit: int, now: datetime, lease: timedelta
) -> list[Claim]:
    """Takes due events, oldest first, one per subject; counts the attempt before it runs.

    Should two workers reach for one subject, the database refuses the second: IntegrityError.
    """
    expires_at = now + lease
    values = {"now": now, "most": limit, "expires_at": expires_at}
    result = connection.execute(CLAIM, values)
    rows = sorted(result.mappings(), key=lambda row: row["id"])
    ordered = any(row["subject"] for row in rows)
    stale = _find_stale(connection, expires_at) if ordered else set()
    return [
        Claim(event=Event.of(row, stale=row["id"] in stale), expires_at=expires_at)
        for row in rows
    ]


def _first_of_subjects() -> Select[Any]:
    """The oldest due events whose subject nobody holds, one of each subject."""
    held = event.alias("held")
    held_subjects = select(held.c.source, held.c.subject).where(
        having(Status.PROCESSING, held), held.c.subject.is_not(None)
    )
    no_subject = event.c.subject.is_(None)
    is_free = no_subject | tuple_(event.c.source, event.c.subject).not_in(held_subjects)
    is_due = event.c.available_at <= bindparam("now", type_=event.c.available_at.type)
    # As a query, not a number: for a number that is more than it expects to be due, PostgreSQL
    # sorts all that is due instead of reading so many in the index's order.
    most = select(bindparam("most", type_=Integer)).scalar_subquery()
    # A CTE, not a subquery: PostgreSQL may run a subquery with a LIMIT more than once.
    due = (
        select(event.c.id, event.c.source, event.c.subject, event.c.available_at)
        .where(having(Status.PENDING), is_due, is_free)
        .order_by(event.c.available_at, event.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    of_subject = func.row_number().over(
        partition_by=[due.c.source, due.c.subject],
        order_by=[due.c.available_at, due.c.id],
    )
    ranked = select(due.c.id, due.c.subject, of_subject.label("place")).subquery()
    return select(ranked.c.id).where((ranked.c.place == 1) | ranked.c.subject.is_(None))


# Built once: building it costs more than running it.
CLAIM = (
    update(event)
    .where(event.c.id.in_(_first_of_subjects()))
    .values(
        status=transition(Status.PENDING, Status.PROCESSING).value,
        attempts=event.c.attempts + 1,
        available_at=bindparam("expires_at", type_=event.c.available_at.type),
    )
    .returning(event)
)


def _find_stale(connection: Connection, expires_at: datetime) -> set[int]:
    """Of the events just claimed those of which a newer one of their subject was processed.

    That cannot change while they are held: no other event of their subjects runs.
    """
    result = connection.execute(STALE, {"expires_at": expires_at})
    return {id for id, is_stale in result if is_stale}


def _stale() -> Select[Any]:
    # By the end of their lease, not by their ids: the statement is the same for any number.
    claimed = event.c.available_at == bindparam("expires_at")
    newer = event.alias("newer")
    is_newer = (
        (newer.c.source == event.c.source)
        & (newer.c.subject == event.c.subject)
        & (newer.c.occurred_at > event.c.occurred_at)
        & having(Status.PROCESSED, newer)
    )
    # A column, not a condition: as that PostgreSQL may join, and read the whole history.
    is_stale = exists().where(is_newer).label("is_stale")
    return select(event.c.id, is_stale).where(having(Status.PROCESSING), claimed)


STALE = _stale()


def find_expired(connection: Connection, *, now: datetime) -> list[Claim]:
    """Claims of workers that died or overran their lease, the longest ago first."""
    result = connection.execute(
        select(event)
        .where(having(Status.PROCESSING), event.c.available_at <= now)
        .order_by(event.c.available_at, event.c.id)
        .limit(MOST_EXPIRED)
        # A row that somebody has locked, be it a worker whose connection fell silent, must not
        # hold up the others.
        .with_for_update(skip_locked=True)
    )
    return [
        Claim(event=Event.of(row, stale=False), expires_at=row["available_at"])
        for row in result.mappings()
    ]
