"""HMAC of the URL together with the body or the fields of a form.

The URL is the one that the provider called. Behind a proxy the application sees another:
WEBHOOKS_PUBLIC_URL tells the right one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Delivery
from .hmac_header import HmacHeader
from .message import parts_of, signed_bytes


@dataclass(frozen=True, kw_only=True)
class UrlHmac(HmacHeader):
    """`header: <prefix><HMAC of what `message` says>`, "{url}{body}" for instance."""

    message: str

    def __post_init__(self) -> None:
        parts_of(self.message)

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        return self.match(delivery, secrets, signed_bytes(self.message, delivery))

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        content = signed_bytes(self.message, delivery)
        return self.signed(delivery, secret, content)
