"""What stands in a new row, and the condition that finds rows by status."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, literal_column

from .delivery import Delivery, Envelope
from .models import webhook_event
from .status import Status

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
