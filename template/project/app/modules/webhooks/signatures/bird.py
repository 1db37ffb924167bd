"""Bird: HMAC of time, URL and the digest of the body, as bytes.

https://docs.bird.com/api/notifications-api/api-reference/webhook-subscriptions/verifying-a-webhook-subscription
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Delivery
from . import required_header, with_headers
from .encodings import Encoding
from .hmac_header import HmacHeader
from .timestamps import require_fresh, stamp

TIMESTAMP = "messagebird-request-timestamp"


@dataclass(frozen=True, kw_only=True)
class BirdHmac(HmacHeader):
    """`messagebird-signature: <base64 HMAC of "time\\nURL\\n" and the body's SHA-256>`."""

    header: str = "messagebird-signature"
    encoding: Encoding = "base64"
    tolerance_seconds: int = 300

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        timestamp = required_header(delivery, TIMESTAMP)
        matched = self.match(delivery, secrets, _content(delivery, timestamp))
        require_fresh(timestamp, delivery, self.tolerance_seconds)
        return matched

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        timestamp = stamp(delivery)
        delivery = with_headers(delivery, {TIMESTAMP: timestamp})
        return self.signed(delivery, secret, _content(delivery, timestamp))


def _content(delivery: Delivery, timestamp: str) -> bytes:
    head = f"{timestamp}\n{delivery.url}\n".encode("utf-8", "replace")
    return head + hashlib.sha256(delivery.body).digest()
