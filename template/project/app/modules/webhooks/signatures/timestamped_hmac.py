"""HMAC of a timestamp and the raw body, each in a header of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Delivery
from . import required_header, with_headers
from .hmac_header import HmacHeader
from .message import parts_of, signed_bytes
from .timestamps import Unit, require_fresh, stamp


@dataclass(frozen=True, kw_only=True)
class TimestampedHmac(HmacHeader):
    """`header: <prefix><HMAC of what `message` says>`, "v0:{timestamp}:{body}" for instance."""

    timestamp_header: str
    message: str
    unit: Unit = "seconds"
    tolerance_seconds: int | None

    def __post_init__(self) -> None:
        parts_of(self.message)

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        timestamp = required_header(delivery, self.timestamp_header)
        content = signed_bytes(self.message, delivery, timestamp)
        matched = self.match(delivery, secrets, content)
        # Only a timestamp that is known to be the provider's is worth judging.
        require_fresh(timestamp, delivery, self.tolerance_seconds, self.unit)
        return matched

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        timestamp = stamp(delivery, self.unit)
        delivery = with_headers(delivery, {self.timestamp_header: timestamp})
        content = signed_bytes(self.message, delivery, timestamp)
        return self.signed(delivery, secret, content)
