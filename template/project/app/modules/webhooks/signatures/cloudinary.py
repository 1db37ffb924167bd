"""Cloudinary: a plain hash, no HMAC, of body, time and secret, in this order.

https://cloudinary.com/documentation/notification_signatures
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..delivery import Delivery
from . import matching_secret, required_header, with_headers
from .timestamps import require_fresh, stamp


@dataclass(frozen=True, kw_only=True)
class CloudinaryHash:
    """`X-Cld-Signature: <hex hash>`, SHA-1 unless the account is set to SHA-256."""

    digest: Literal["sha1", "sha256"] = "sha1"
    tolerance_seconds: int

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        presented = required_header(delivery, "X-Cld-Signature")
        timestamp = required_header(delivery, "X-Cld-Timestamp")
        matched = matching_secret(
            secrets, [presented], lambda key: self._hash(delivery, timestamp, key)
        )
        # Only a timestamp that is known to be the provider's is worth judging.
        require_fresh(timestamp, delivery, self.tolerance_seconds)
        return matched

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        timestamp = stamp(delivery)
        return with_headers(
            delivery,
            {
                "X-Cld-Timestamp": timestamp,
                "X-Cld-Signature": self._hash(delivery, timestamp, secret.encode()),
            },
        )

    def _hash(self, delivery: Delivery, timestamp: str, key: bytes) -> str:
        content = delivery.body + timestamp.encode("utf-8", "replace") + key
        return hashlib.new(self.digest, content).hexdigest()
