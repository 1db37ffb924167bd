"""Dropbox Sign: HMAC of the event's time and type, inside the JSON of a multipart form.

https://developers.hellosign.com/docs/events/walkthrough/
The rest of the event is not covered: fetch the signature request before you rely on it.
"""

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..bodies.multipart import json_in_multipart
from ..delivery import Delivery
from ..errors import SignatureMalformed, SignatureMissing
from ..paths import look_up
from . import matching_secret
from .timestamps import require_fresh, stamp

PARSE = json_in_multipart("json")


@dataclass(frozen=True, kw_only=True)
class DropboxSignEvent:
    """`event.event_hash`: hex SHA-256 HMAC of event_time and event_type, with the API key."""

    tolerance_seconds: int | None

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        try:
            body = PARSE(delivery)
        except ValueError as error:
            raise SignatureMalformed(str(error)) from None
        presented = look_up(body, "event.event_hash")
        if not isinstance(presented, str):
            raise SignatureMissing("The body has no event.event_hash.")
        matched = matching_secret(
            secrets, [presented], lambda key: _signature(key, body)
        )
        timestamp = str(look_up(body, "event.event_time"))
        require_fresh(timestamp, delivery, self.tolerance_seconds)
        return matched

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        before = PARSE(delivery)
        event = {**before["event"], "event_time": stamp(delivery)}
        body = {**before, "event": event}
        event["event_hash"] = _signature(secret.encode(), body)
        old, new = (json.dumps(each).encode() for each in (before, body))
        return replace(delivery, body=delivery.body.replace(old, new))


def _signature(key: bytes, body: Any) -> str:
    names = ("event_time", "event_type")
    text = "".join(str(look_up(body, f"event.{name}")) for name in names)
    return hmac.digest(key, text.encode("utf-8", "replace"), "sha256").hex()
