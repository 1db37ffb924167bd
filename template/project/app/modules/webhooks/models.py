"""The one table: an event of a source."""

from datetime import datetime, timezone
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    DateTime,
    Dialect,
    FromClause,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlmodel import Field, SQLModel

from .delivery import Delivery, Envelope
from .status import Status


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time, aware and in UTC on every database (SQLite forgets the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        return value and value.astimezone(timezone.utc)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        return value and value.replace(tzinfo=value.tzinfo or timezone.utc)


def _partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    condition = text(where)
    return Index(
        name,
        *columns,
        unique=unique,
        postgresql_where=condition,
        sqlite_where=condition,
    )


class WebhookEvent(SQLModel, table=True):
    """One event of one source, stored before it was acknowledged."""

    __tablename__ = "webhook_event"
    __table_args__ = (
        # The insert is the lock: of any number of deliveries of an event, one gets a row.
        UniqueConstraint("source", "external_id", name="uq_webhook_event_external_id"),
        # Holds unfinished rows only, so a claim costs the same however long the history.
        _partial(
            "ix_webhook_event_unfinished",
            "status",
            "available_at",
            "id",
            where="status IN ('pending', 'processing')",
        ),
        # No two events of one subject at once: the database itself refuses it.
        _partial(
            "uq_webhook_event_held_subject",
            "source",
            "subject",
            where="status = 'processing' AND subject IS NOT NULL",
            unique=True,
        ),
        # Whether an event is stale.
        _partial(
            "ix_webhook_event_subject",
            "source",
            "subject",
            "occurred_at",
            where="subject IS NOT NULL",
        ),
    )

    id: int | None = Field(
        default=None,
        sa_column=Column(
            BigInteger().with_variant(Integer, "sqlite"), primary_key=True
        ),
    )
    source: str = Field(max_length=64)
    external_id: str = Field(max_length=255)
    type: str = Field(max_length=255)
    subject: str | None = Field(default=None, max_length=255)
    occurred_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    received_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Text, not a database enum: a new status must not need a migration.
    status: str = Field(max_length=16)
    # Counted before a handler runs and never turned back, so it also names the claim.
    attempts: int = Field(default=0)
    max_attempts: int
    # When a worker may take the row: the next attempt, or the end of a worker's lease.
    available_at: datetime = Field(sa_type=UtcDateTime)
    last_error: str | None = Field(default=None, sa_type=Text)
    headers: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    # The bytes that were signed; empty once purged.
    payload: bytes | None = Field(default=None, sa_type=LargeBinary)


webhook_event: Table = SQLModel.metadata.tables["webhook_event"]

# Where PostgreSQL tells workers that listen of new rows.
CHANNEL = "webhook_event"


def having(status: Status, table: FromClause = webhook_event) -> ColumnElement[bool]:
    """Rows of a status. A literal: behind a bind parameter partial indexes stay unused."""
    return table.c.status == literal_column(f"'{status.value}'")


def new_row(
    delivery: Delivery, envelope: Envelope, max_attempts: int
) -> dict[str, Any]:
    """The row of an event that just arrived."""
    unparseable = envelope.problem is not None
    status = Status.UNPARSEABLE if unparseable else Status.PENDING
    return {
        "source": delivery.source,
        "external_id": envelope.external_id,
        "type": envelope.type,
        "subject": envelope.subject,
        "occurred_at": envelope.occurred_at,
        "received_at": delivery.received_at,
        "finished_at": delivery.received_at if unparseable else None,
        "status": status.value,
        "attempts": 0,
        "max_attempts": max_attempts,
        "available_at": delivery.received_at,
        "last_error": envelope.problem,
        "headers": delivery.headers.without_credentials(),
        "payload": envelope.payload,
    }
