"""HMAC of a timestamp and the raw body, both in one list-valued header."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Delivery
from ..errors import SignatureMalformed
from . import matching_secret, required_header, with_headers
from .encodings import Digest, Encoding, KeyForm, encode, key_of
from .message import parts_of, signed_bytes
from .timestamps import Unit, require_fresh, stamp


@dataclass(frozen=True, kw_only=True)
class StructuredHmac:
    """`header: t=<timestamp>,v1=<HMAC of what `message` says>`, several v1 allowed.

    While a secret is rolled the provider signs with both, hence several signatures.
    """

    header: str
    timestamp_key: str
    signature_key: str
    separator: str = ","
    message: str = "{timestamp}.{body}"
    unit: Unit = "seconds"
    digest: Digest = "sha256"
    encoding: Encoding = "hex"
    key: KeyForm = "text"
    tolerance_seconds: int | None

    def __post_init__(self) -> None:
        parts_of(self.message)

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        timestamp, signatures = self._presented(delivery)
        content = signed_bytes(self.message, delivery, timestamp)
        matched = matching_secret(
            secrets, signatures, lambda key: self._signature(key, content), self.key
        )
        # Only a timestamp that is known to be the provider's is worth judging.
        require_fresh(timestamp, delivery, self.tolerance_seconds, self.unit)
        return matched

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        timestamp = stamp(delivery, self.unit)
        content = signed_bytes(self.message, delivery, timestamp)
        signature = self._signature(key_of(secret, self.key), content)
        pairs = [
            f"{self.timestamp_key}={timestamp}",
            f"{self.signature_key}={signature}",
        ]
        return with_headers(delivery, {self.header: self.separator.join(pairs)})

    def _presented(self, delivery: Delivery) -> tuple[str, list[str]]:
        items = required_header(delivery, self.header).split(self.separator)
        pairs = [item.strip().partition("=")[::2] for item in items]
        timestamps = [v for key, v in pairs if key == self.timestamp_key]
        signatures = [v for key, v in pairs if key == self.signature_key]
        if len(timestamps) != 1 or not signatures:
            raise SignatureMalformed(
                f"{self.header} needs one {self.timestamp_key}= and a {self.signature_key}=."
            )
        return timestamps[0], signatures

    def _signature(self, key: bytes, content: bytes) -> str:
        return encode(hmac.digest(key, content, self.digest), self.encoding)
