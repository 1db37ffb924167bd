"""The SQL of processing: claims are leases, and an ended claim can end nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    case,
    exists,
    func,
    null,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from ..errors import LostClaim
from ..models import webhook_event as event
from ..rows import having
from ..status import Status, transition


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A worker's hold on an event; the attempt number is its fencing token."""

    event_id: int
    attempt: int
    is_last: bool


async def claim(
    connection: AsyncConnection, *, limit: int, now: datetime, lease: timedelta
) -> list[Claim]:
    """Takes due events, oldest first, one per subject; counts the attempt before it runs.

    Should two workers reach for one subject, the database refuses the second: IntegrityError.
    """
    is_last = event.c.attempts >= event.c.max_attempts
    result = await connection.execute(
        update(event)
        .where(event.c.id.in_(_first_of_subjects(now, limit)))
        .values(
            status=transition(Status.PENDING, Status.PROCESSING).value,
            attempts=event.c.attempts + 1,
            available_at=now + lease,
        )
        .returning(event.c.id, event.c.attempts, is_last)
    )
    return [
        Claim(event_id=id, attempt=attempt, is_last=is_last)
        for id, attempt, is_last in sorted(map(tuple, result))
    ]


def _first_of_subjects(now: datetime, limit: int) -> Select[Any]:
    """The oldest due events whose subject nobody holds, one of each subject."""
    held = event.alias("held")
    held_subjects = select(held.c.source, held.c.subject).where(
        having(Status.PROCESSING, held), held.c.subject.is_not(None)
    )
    no_subject = event.c.subject.is_(None)
    is_free = no_subject | tuple_(event.c.source, event.c.subject).not_in(held_subjects)
    # A CTE, not a subquery: PostgreSQL may run a subquery with a LIMIT more than once.
    due = (
        select(event.c.id, event.c.source, event.c.subject, event.c.available_at)
        .where(having(Status.PENDING), event.c.available_at <= now, is_free)
        .order_by(event.c.available_at, event.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    of_subject = func.row_number().over(
        partition_by=[due.c.source, due.c.subject],
        order_by=[due.c.available_at, due.c.id],
    )
    ranked = select(due.c.id, due.c.subject, of_subject.label("place")).subquery()
    return select(ranked.c.id).where((ranked.c.place == 1) | ranked.c.subject.is_(None))


async def load(connection: AsyncConnection, claim: Claim) -> RowMapping:
    """The claimed event; `stale` tells whether a newer one of its subject was processed.

    Raises LostClaim.
    """
    newer = event.alias("newer")
    stale = exists().where(
        newer.c.source == event.c.source,
        newer.c.subject == event.c.subject,
        newer.c.occurred_at > event.c.occurred_at,
        newer.c.status == Status.PROCESSED.value,
    )
    statement = select(event, stale.label("stale")).where(*_held_by(claim))
    row = (await connection.execute(statement)).mappings().one_or_none()
    if row is None:
        raise LostClaim
    return row


async def complete(
    connection: AsyncConnection,
    claim: Claim,
    status: Status,
    *,
    now: datetime,
    note: str | None = None,
) -> None:
    """Ends the event as processed, ignored or dead. Raises LostClaim."""
    await _let_go(connection, claim, status, finished_at=now, last_error=note)


async def retry(
    connection: AsyncConnection, claim: Claim, *, at: datetime, error: str
) -> None:
    """Leaves the event for another attempt. Raises LostClaim."""
    await _let_go(connection, claim, Status.PENDING, available_at=at, last_error=error)


async def release(connection: AsyncConnection, claim: Claim, *, now: datetime) -> None:
    """Gives the event back as if it had not been tried. Raises LostClaim."""
    # A fencing token never goes back, so the allowance goes up instead.
    one_more = event.c.max_attempts + 1
    await _let_go(
        connection, claim, Status.PENDING, available_at=now, max_attempts=one_more
    )


async def release_expired(connection: AsyncConnection, *, now: datetime) -> int:
    """Takes events away from workers that died or overran their lease; how many."""
    dead = transition(Status.PROCESSING, Status.DEAD).value
    pending = transition(Status.PROCESSING, Status.PENDING).value
    used_up = event.c.attempts >= event.c.max_attempts
    result = await connection.execute(
        update(event)
        .where(having(Status.PROCESSING), event.c.available_at <= now)
        .values(
            status=case((used_up, dead), else_=pending),
            finished_at=case((used_up, now), else_=null()),
            available_at=now,
            last_error="The lease expired: the worker died, or the handler took too long.",
        )
    )
    return result.rowcount


async def _let_go(
    connection: AsyncConnection, claim: Claim, status: Status, **values: Any
) -> None:
    values["status"] = transition(Status.PROCESSING, status).value
    result = await connection.execute(
        update(event).where(*_held_by(claim)).values(values)
    )
    if result.rowcount != 1:
        raise LostClaim


def _held_by(claim: Claim) -> tuple[ColumnElement[bool], ...]:
    return (
        event.c.id == claim.event_id,
        event.c.attempts == claim.attempt,
        event.c.status == Status.PROCESSING.value,
    )
