"""HMAC of a timestamp and the raw body, both in one list-valued header."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from ..delivery import Delivery, Headers
from ..errors import SignatureMalformed, SignatureMissing
from . import matching_secret, require_fresh


@dataclass(frozen=True, kw_only=True)
class TimestampedHmac:
    """`header: t=<unix seconds>,v1=<hex SHA-256 HMAC of "t.body">`, several v1 allowed.

    While a secret is rolled the provider signs with both, hence several signatures.
    """

    header: str
    timestamp_key: str
    signature_key: str
    tolerance_seconds: int

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        timestamp, signatures = self._presented(delivery)
        matched = matching_secret(
            secrets, signatures, lambda key: _signature(key, timestamp, delivery.body)
        )
        # Only a timestamp that is known to be the provider's is worth judging.
        require_fresh(timestamp, delivery, timedelta(seconds=self.tolerance_seconds))
        return matched

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        timestamp = str(int(delivery.received_at.timestamp()))
        signature = _signature(secret.encode(), timestamp, delivery.body)
        value = f"{self.timestamp_key}={timestamp},{self.signature_key}={signature}"
        return replace(
            delivery, headers=Headers({**delivery.headers, self.header: value})
        )

    def _presented(self, delivery: Delivery) -> tuple[str, list[str]]:
        value = delivery.headers.find(self.header)
        if value is None:
            raise SignatureMissing(f"{self.header} was not sent.")
        pairs = [item.strip().partition("=")[::2] for item in value.split(",")]
        timestamps = [v for key, v in pairs if key == self.timestamp_key]
        signatures = [v for key, v in pairs if key == self.signature_key]
        if len(timestamps) != 1 or not signatures:
            raise SignatureMalformed(
                f"{self.header} needs one {self.timestamp_key}= and a {self.signature_key}=."
            )
        return timestamps[0], signatures


def _signature(key: bytes, timestamp: str, body: bytes) -> str:
    signed = timestamp.encode("utf-8", "replace") + b"." + body
    return hmac.digest(key, signed, "sha256").hex()
