"""The SQL of looking back: find, list, count, replay, purge."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    delete,
    exists,
    func,
    select,
    update,
)

from ..delivery import Envelope
from ..models import webhook_event as event
from ..status import REPLAYABLE, Status
from .ingest import reopen

SUMMARY = [c for c in event.c if c.name not in ("payload", "headers")]


def find(connection: Connection, id: int) -> RowMapping | None:
    """One event, whole."""
    result = connection.execute(select(event).where(event.c.id == id))
    return result.mappings().one_or_none()


def find_many(
    connection: Connection,
    *,
    limit: int,
    status: Status | None = None,
    source: str | None = None,
    type: str | None = None,
) -> Sequence[RowMapping]:
    """The newest events that match, without payload and headers."""
    wanted = {"status": status and status.value, "source": source, "type": type}
    statement = (
        select(*SUMMARY)
        .where(*(event.c[name] == v for name, v in wanted.items() if v is not None))
        .order_by(event.c.id.desc())
        .limit(limit)
    )
    return (connection.execute(statement)).mappings().all()


def count_by_status(connection: Connection) -> dict[str, int]:
    """How many events stand where."""
    statement = select(event.c.status, func.count()).group_by(event.c.status)
    return {row[0]: row[1] for row in connection.execute(statement)}


def find_unparseable(
    connection: Connection, ids: Collection[int]
) -> Sequence[RowMapping]:
    """Those of the given events that could not be read, whole."""
    statement = select(event).where(
        event.c.id.in_(ids), event.c.status == Status.UNPARSEABLE.value
    )
    return (connection.execute(statement)).mappings().all()


def describe(connection: Connection, row: RowMapping, envelope: Envelope) -> None:
    """Fills in what an event is, once it could be read, unless it has been stored since."""
    stored = event.alias("stored")
    connection.execute(
        update(event)
        .where(
            event.c.id == row["id"],
            ~exists().where(
                stored.c.source == row["source"],
                stored.c.external_id == envelope.external_id,
            ),
        )
        .values(
            external_id=envelope.external_id,
            type=envelope.type,
            subject=envelope.subject,
            occurred_at=envelope.occurred_at,
            payload=envelope.payload,
        )
    )


def reopen_all(
    connection: Connection, ids: Collection[int], *, now: datetime, attempts: int
) -> list[int]:
    """Makes the replayable ones pending; their ids."""
    # Not without its payload, and not before it could be read.
    which = event.c.id.in_(ids) & event.c.payload.is_not(None) & (event.c.type != "")
    opened = [
        reopen(connection, which, status, now=now, attempts=attempts)
        for status in REPLAYABLE
    ]
    return sorted(id for by_key in opened for id in by_key.values())


def find_end(connection: Connection, *, after: int, size: int) -> int | None:
    """The id of the last of so many rows after that one; None if there are none."""
    ids = select(event.c.id).where(event.c.id > after).order_by(event.c.id).limit(size)
    last = select(func.max(ids.subquery().c.id))
    end: int | None = connection.scalar(last)
    return end


def purge_payloads(connection: Connection, page: range, *, before: datetime) -> int:
    """Empties handled events finished before then; their rows go on refusing duplicates."""
    full = event.c.payload.is_not(None)
    statement = update(event).where(*_handled(page, before), full)
    result = connection.execute(statement.values(payload=None, headers={}))
    return result.rowcount


def purge_rows(connection: Connection, page: range, *, before: datetime) -> int:
    """Deletes handled events finished before then. A redelivery of one would be new."""
    result = connection.execute(delete(event).where(*_handled(page, before)))
    return result.rowcount


def _handled(page: range, before: datetime) -> tuple[ColumnElement[bool], ...]:
    # By the primary key: no index of finished rows, which each event would have to pay for.
    in_page = event.c.id.between(page.start, page.stop - 1)
    # Dead and unparseable events still wait for somebody.
    handled = event.c.status.in_((Status.PROCESSED.value, Status.IGNORED.value))
    return in_page, handled, event.c.finished_at < before
