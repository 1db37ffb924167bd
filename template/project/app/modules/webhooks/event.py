"""An event as its handler sees it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event, read only: the row behind it belongs to the worker."""

    id: int
    source: str
    external_id: str
    type: str
    subject: str | None
    occurred_at: datetime | None
    received_at: datetime
    headers: Mapping[str, str]
    body: bytes
    attempt: int
    is_last_attempt: bool
    # A newer event of the same subject was already processed.
    stale: bool

    @classmethod
    def of(cls, row: RowMapping, *, stale: bool) -> "Event":
        """The event of a claimed row."""
        return cls(
            id=row["id"],
            source=row["source"],
            external_id=row["external_id"],
            type=row["type"],
            subject=row["subject"],
            occurred_at=row["occurred_at"],
            received_at=row["received_at"],
            headers=row["headers"],
            body=row["payload"],
            attempt=row["attempts"],
            is_last_attempt=row["attempts"] >= row["max_attempts"],
            stale=stale,
        )

    @property
    def payload(self) -> Any:
        """The parsed body."""
        return json.loads(self.body)

    @property
    def idempotency_key(self) -> str:
        """Pass it on with effects outside the database: those may happen more than once."""
        return f"{self.source}:{self.external_id}"
