"""From a verified delivery to the envelopes of its events."""

import hashlib
import json
import math
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from ..bodies import parse_json
from ..clock import iso_moment
from ..delivery import Delivery, Envelope
from ..paths import look_up, redact, split, without

if TYPE_CHECKING:
    from .provider import Provider

MAX_TEXT = 255  # the width of the columns that hold ids, types and subjects
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# Seconds do not get there before the year 5138, milliseconds were there in 1973.
MILLISECONDS = 1e11


def read(provider: "Provider", delivery: Delivery) -> list[Envelope]:
    """The events of a verified delivery; what cannot be read is an envelope with a problem."""
    try:
        return _read_body(provider, delivery, provider.parse(delivery))
    except ValueError as error:
        return [_unparseable(delivery.body, str(error))]


def read_again(provider: "Provider", delivery: Delivery) -> list[Envelope]:
    """What was stored as unparseable, read anew: as JSON, or as it came."""
    try:
        return _read_body(provider, delivery, parse_json(delivery))
    except ValueError:
        return read(provider, delivery)


def _read_body(provider: "Provider", delivery: Delivery, body: Any) -> list[Envelope]:
    for path in provider.secret_fields:
        body = redact(body, path)
    if not provider.batch:
        return [_envelope(provider, delivery, body)]
    lists = [
        look_up(body, path.partition("*")[0].rstrip(".")) for path in provider.batch
    ]
    if not any(isinstance(found, list) for found in lists):
        payload = _payload(provider, delivery, body)
        return [_unparseable(payload, f"No list at {' or '.join(provider.batch)}.")]
    return [_envelope(provider, delivery, event) for event in _events(provider, body)]


def _events(provider: "Provider", body: Any) -> Iterator[Any]:
    """The items, list by list. One without the inner lists is an event: nothing gets lost."""
    for outer in dict.fromkeys(path.partition("*")[0] + "*" for path in provider.batch):
        inner = [path for path in provider.batch if path.startswith(outer)]
        for whole in split(body, outer):
            events = [event for path in inner for event in _alone(whole, path, inner)]
            yield from events or [whole]


def _alone(whole: Any, path: str, paths: list[str]) -> Iterator[Any]:
    """The items of one list, without the lists beside it, whose items are other events."""
    for other in paths:
        if other != path:
            whole = without(whole, other.removesuffix(".*"))
    return split(whole, path)


def _envelope(provider: "Provider", delivery: Delivery, body: Any) -> Envelope:
    payload = _payload(provider, delivery, body)
    external_id = _storable(provider.external_id(delivery, body))
    type = _storable(provider.type(delivery, body))
    if external_id is None or type is None:
        return _unparseable(payload, "No usable event id or type where expected.")
    return Envelope(
        external_id=external_id,
        type=type,
        subject=_storable(provider.subject(delivery, body)),
        occurred_at=_moment(provider.occurred_at(delivery, body)),
        payload=payload,
    )


def _payload(provider: "Provider", delivery: Delivery, body: Any) -> bytes:
    """The bytes as they came where they are JSON and whole, else their content as JSON."""
    whole = not provider.batch and not provider.secret_fields
    if whole and provider.parse is parse_json:
        return delivery.body
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


def _unparseable(payload: bytes, problem: str) -> Envelope:
    # Its digest stands in for the id that could not be read, so a resend is still a duplicate.
    digest = "sha256:" + hashlib.sha256(payload).hexdigest()
    return Envelope(external_id=digest, payload=payload, problem=problem)


def _storable(text: str | None) -> str | None:
    """The text, if every database takes it: no NUL, no lone surrogate, not too long."""
    if text is None or not text.isprintable() or not 0 < len(text) <= MAX_TEXT:
        return None
    return text


def _moment(text: str | None) -> datetime | None:
    """A point in time from Unix seconds, milliseconds or ISO 8601; None for anything else."""
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        return iso_moment(text)
    if seconds >= MILLISECONDS:
        seconds /= 1000
    # Beyond these bounds no database agrees on what a timestamp is.
    if not math.isfinite(seconds) or not 0 <= seconds < 253_402_300_800:
        return None
    return EPOCH + timedelta(seconds=seconds)
