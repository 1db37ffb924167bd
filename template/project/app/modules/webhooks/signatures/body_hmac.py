"""HMAC of the raw body in a header of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Delivery
from .hmac_header import HmacHeader


@dataclass(frozen=True, kw_only=True)
class BodyHmac(HmacHeader):
    """`header: <prefix><HMAC of the body>`. It carries no time, so age cannot be judged."""

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        return self.match(delivery, secrets, delivery.body)

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        return self.signed(delivery, secret, delivery.body)
