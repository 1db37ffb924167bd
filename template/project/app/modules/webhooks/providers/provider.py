"""A provider: how it signs, where its ids are, what it must be told. Data with two methods."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from ..delivery import RECEIVED, Answer, Delivery, Envelope
from ..errors import SecretNotConfigured
from ..signatures import Scheme
from .selectors import Selector

MAX_TEXT = 255  # the width of the columns that hold ids, types and subjects
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def nowhere(delivery: Delivery, body: Any) -> None:
    """The selector of what a provider does not tell."""


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One source of webhooks."""

    source: str
    scheme: Scheme
    external_id: Selector
    type: Selector
    subject: Selector = nowhere
    occurred_at: Selector = nowhere
    max_body_bytes: int = 1024 * 1024
    accepted: Answer = RECEIVED

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        """The index of the secret that matched.

        Raises SecretNotConfigured where there is none (fail closed), else VerificationError.
        """
        if not any(secrets):
            raise SecretNotConfigured
        return self.scheme.verify(delivery, secrets)

    def read(self, delivery: Delivery) -> list[Envelope]:
        """The events of a verified delivery. Never raises: what is authentic is kept."""
        try:
            body = json.loads(delivery.body)
        except (ValueError, RecursionError):
            return [_unparseable(delivery, "The body is not JSON.")]
        external_id = _storable(self.external_id(delivery, body))
        type = _storable(self.type(delivery, body))
        if external_id is None or type is None:
            return [
                _unparseable(delivery, "No usable event id or type where expected.")
            ]
        return [
            Envelope(
                external_id=external_id,
                type=type,
                subject=_storable(self.subject(delivery, body)),
                occurred_at=_moment(self.occurred_at(delivery, body)),
                payload=delivery.body,
            )
        ]


def _unparseable(delivery: Delivery, problem: str) -> Envelope:
    # Its digest stands in for the id that could not be read, so a resend is still a duplicate.
    return Envelope(external_id=delivery.digest, payload=delivery.body, problem=problem)


def _storable(text: str | None) -> str | None:
    """The text, if every database takes it: no NUL, no lone surrogate, not too long."""
    if text is None or not text.isprintable() or not 0 < len(text) <= MAX_TEXT:
        return None
    return text


def _moment(text: str | None) -> datetime | None:
    """A point in time from Unix seconds or ISO 8601; None for anything else."""
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        return _iso_moment(text)
    # Beyond these bounds no database agrees on what a timestamp is.
    if not math.isfinite(seconds) or not 0 <= seconds < 253_402_300_800:
        return None
    return EPOCH + timedelta(seconds=seconds)


def _iso_moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return moment.astimezone(timezone.utc) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
