"""The one table: an event of a source."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary, Table, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from .columns import BIG_ID, UtcDateTime, partial_index


class WebhookEvent(SQLModel, table=True):
    """One event of one source, stored before it was acknowledged."""

    __tablename__ = "webhook_event"
    __table_args__ = (
        # The insert is the lock: of any number of deliveries of an event, one gets a row.
        UniqueConstraint("source", "external_id", name="uq_webhook_event_external_id"),
        # Holds unfinished rows only, so a claim costs the same however long the history.
        partial_index(
            "ix_webhook_event_unfinished",
            "status",
            "available_at",
            "id",
            where="status IN ('pending', 'processing')",
        ),
        # No two events of one subject at once: the database itself refuses it.
        partial_index(
            "uq_webhook_event_held_subject",
            "source",
            "subject",
            where="status = 'processing' AND subject IS NOT NULL",
            unique=True,
        ),
        # Whether an event is stale. Finished rows only: each of a row's updates would enter it.
        partial_index(
            "ix_webhook_event_subject",
            "source",
            "subject",
            "occurred_at",
            where="status = 'processed' AND occurred_at IS NOT NULL",
        ),
    )

    id: int | None = Field(default=None, sa_column=Column(BIG_ID, primary_key=True))
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
