"""HubSpot's older signatures: a plain SHA-256 of the secret and the request, no HMAC.

https://developers.hubspot.com/docs/api/webhooks/validating-requests
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Delivery
from . import matching_secret, required_header, with_headers
from .message import parts_of, signed_bytes

HEADER = "X-HubSpot-Signature"


@dataclass(frozen=True, kw_only=True)
class HubSpotHash:
    """`X-HubSpot-Signature: <hex SHA-256 of the secret and what `message` says>`."""

    message: str

    def __post_init__(self) -> None:
        parts_of(self.message)

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        presented = required_header(delivery, HEADER)
        content = signed_bytes(self.message, delivery)
        return matching_secret(secrets, [presented], lambda key: _hash(key, content))

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        content = signed_bytes(self.message, delivery)
        return with_headers(delivery, {HEADER: _hash(secret.encode(), content)})


def _hash(key: bytes, content: bytes) -> str:
    return hashlib.sha256(key + content).hexdigest()
