"""The SQL of what becomes of a claim. An ended or expired one can change nothing: LostClaim."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Update, bindparam, update

from ..errors import LostClaim
from ..models import webhook_event as event
from ..rows import having
from ..status import Status, transition
from .claims import Claim

# What it sets is named by the parameters that it is executed with.
UPDATE_HELD = update(event).where(
    event.c.id == bindparam("claimed_id"),
    event.c.attempts == bindparam("attempt"),
    having(Status.PROCESSING),
)


def complete(
    connection: Connection,
    claim: Claim,
    status: Status,
    *,
    now: datetime,
    note: str | None = None,
) -> None:
    """Ends the event as processed, ignored or dead. Raises LostClaim."""
    _let_go(connection, claim, status, finished_at=now, last_error=note)


def complete_all(
    connection: Connection,
    ends: Sequence[tuple[Claim, Status, str | None]],
    *,
    now: datetime,
) -> None:
    """Ends several events at once, each as processed or ignored. Raises LostClaim."""
    # By attempt, not by pairs of id and attempt: for those PostgreSQL plans each by itself.
    alike: defaultdict[tuple[Status, str | None, int], list[int]] = defaultdict(list)
    for claim, status, note in ends:
        alike[status, note, claim.event.attempt].append(claim.event.id)
    for (status, note, attempt), ids in alike.items():
        result = connection.execute(
            update(event)
            .where(
                event.c.id.in_(ids),
                event.c.attempts == attempt,
                having(Status.PROCESSING),
            )
            .values(
                status=transition(Status.PROCESSING, status).value,
                finished_at=now,
                last_error=note,
            )
        )
        if result.rowcount != len(ids):
            raise LostClaim


def retry(connection: Connection, claim: Claim, *, at: datetime, error: str) -> None:
    """Leaves the event for another attempt. Raises LostClaim."""
    _let_go(connection, claim, Status.PENDING, available_at=at, last_error=error)


def release(connection: Connection, claim: Claim, *, now: datetime) -> None:
    """Gives the event back as if it had not been tried. Raises LostClaim."""
    # A fencing token never goes back, so the allowance goes up instead.
    one_more = UPDATE_HELD.values(max_attempts=event.c.max_attempts + 1)
    status = transition(Status.PROCESSING, Status.PENDING).value
    values = {"status": status, "available_at": now}
    _update_held(connection, claim, values, one_more)


def renew(
    connection: Connection, claim: Claim, *, now: datetime, lease: timedelta
) -> Claim:
    """The same claim for a whole lease from now. Raises LostClaim."""
    _update_held(connection, claim, {"available_at": now + lease})
    return Claim(event=claim.event, expires_at=now + lease)


def _let_go(
    connection: Connection, claim: Claim, status: Status, **values: Any
) -> None:
    values["status"] = transition(Status.PROCESSING, status).value
    _update_held(connection, claim, values)


def _update_held(
    connection: Connection,
    claim: Claim,
    values: Mapping[str, Any],
    statement: Update = UPDATE_HELD,
) -> None:
    result = connection.execute(statement, {**claim.key, **values})
    if result.rowcount != 1:
        raise LostClaim
