"""Recurly: a header that lists a time and signatures by their position.

https://recurly.com/developers/reference/webhooks/#webhook-signature
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Delivery
from ..errors import SignatureMalformed
from . import matching_secret, required_header, with_headers
from .timestamps import require_fresh, stamp

HEADER = "recurly-signature"


@dataclass(frozen=True, kw_only=True)
class RecurlyHmac:
    """`recurly-signature: <milliseconds>,<hex SHA-256 HMAC of "time.body">[,<another>]`."""

    tolerance_seconds: int = 300

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        timestamp, *signatures = required_header(delivery, HEADER).split(",")
        if not signatures:
            raise SignatureMalformed(f"{HEADER} needs a time and a signature.")
        matched = matching_secret(
            secrets,
            signatures,
            lambda key: _signature(key, timestamp, delivery.body),
        )
        require_fresh(timestamp, delivery, self.tolerance_seconds, "milliseconds")
        return matched

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        timestamp = stamp(delivery, "milliseconds")
        signature = _signature(secret.encode(), timestamp, delivery.body)
        return with_headers(delivery, {HEADER: f"{timestamp},{signature}"})


def _signature(key: bytes, timestamp: str, body: bytes) -> str:
    content = timestamp.encode("utf-8", "replace") + b"." + body
    return hmac.digest(key, content, "sha256").hex()
