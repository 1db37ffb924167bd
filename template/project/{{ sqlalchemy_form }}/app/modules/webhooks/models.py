"""The one table: an event of a source."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import JSON, LargeBinary, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.core.database import Base

from .columns import BIG_ID, UtcDateTime, partial_index


class Model(DeclarativeBase):
    """On the application's metadata, without what its own models have in common."""

    metadata = Base.metadata


class WebhookEvent(Model):
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

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    source: Mapped[str] = mapped_column(String(64))
    external_id: Mapped[str] = mapped_column(String(255))
    type: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str | None] = mapped_column(String(255))
    occurred_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Text, not a database enum: a new status must not need a migration.
    status: Mapped[str] = mapped_column(String(16))
    # Counted before a handler runs and never turned back, so it also names the claim.
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int]
    # When a worker may take the row: the next attempt, or the end of a worker's lease.
    available_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)
    headers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # The bytes that were signed; empty once purged.
    payload: Mapped[bytes | None] = mapped_column(LargeBinary)


webhook_event = cast(Table, WebhookEvent.__table__)
