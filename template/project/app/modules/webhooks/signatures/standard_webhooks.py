"""Standard Webhooks, and Svix, from which it came: https://www.standardwebhooks.com"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Delivery
from ..errors import SignatureMalformed
from . import matching_secret, required_header, with_headers
from .encodings import KeyForm, encode, key_of
from .message import signed_bytes
from .timestamps import require_fresh, stamp


@dataclass(frozen=True, kw_only=True)
class StandardWebhooks:
    """`<prefix>-signature: v1,<base64 SHA-256 HMAC of "id.timestamp.body">`, several allowed.

    The key is the secret's base64 after "whsec_", or with `key="text"` the secret as it is.
    """

    prefix: str = "webhook"
    key: KeyForm = "whsec"
    tolerance_seconds: int = 300

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        timestamp = required_header(delivery, f"{self.prefix}-timestamp")
        # The signed text has dots between its parts: an id with one could lend to its neighbour.
        if "." in required_header(delivery, f"{self.prefix}-id"):
            raise SignatureMalformed(f"{self.prefix}-id must not hold a dot.")
        content = signed_bytes(self._message, delivery, timestamp)
        matched = matching_secret(
            secrets,
            self._presented(delivery),
            lambda key: _signature(key, content),
            self.key,
        )
        require_fresh(timestamp, delivery, self.tolerance_seconds)
        return matched

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        timestamp = stamp(delivery)
        content = signed_bytes(self._message, delivery, timestamp)
        signature = _signature(key_of(secret, self.key), content)
        return with_headers(
            delivery,
            {
                f"{self.prefix}-timestamp": timestamp,
                f"{self.prefix}-signature": f"v1,{signature}",
            },
        )

    @property
    def _message(self) -> str:
        return f"{{header:{self.prefix}-id}}.{{timestamp}}.{{body}}"

    def _presented(self, delivery: Delivery) -> list[str]:
        name = f"{self.prefix}-signature"
        # Supabase puts a comma before the space; base64 has none, so it may go.
        items = [item.rstrip(",") for item in required_header(delivery, name).split()]
        presented = [item[3:] for item in items if item.startswith("v1,")]
        if not presented:
            raise SignatureMalformed(f"{name} needs a v1,<signature>.")
        return presented


def _signature(key: bytes, content: bytes) -> str:
    return encode(hmac.digest(key, content, "sha256"), "base64")
