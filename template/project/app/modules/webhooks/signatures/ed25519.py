"""Ed25519 signature of a timestamp and the raw body."""

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from ..delivery import Delivery
from . import required_header, with_headers
from .encodings import Encoding, decode, encode
from .message import parts_of, signed_bytes
from .public_keys import decoded_signature, matching_key
from .timestamps import Unit, require_fresh, stamp


@dataclass(frozen=True, kw_only=True)
class Ed25519:
    """`header: <signature of what `message` says>`; key and signature have the same encoding."""

    header: str
    timestamp_header: str
    message: str = "{timestamp}{body}"
    encoding: Encoding = "hex"
    unit: Unit = "seconds"
    tolerance_seconds: int | None

    def __post_init__(self) -> None:
        parts_of(self.message)

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        presented = required_header(delivery, self.header)
        signature = decoded_signature(presented, self.encoding)
        timestamp = required_header(delivery, self.timestamp_header)
        content = signed_bytes(self.message, delivery, timestamp)

        def check(key: str) -> None:
            public = Ed25519PublicKey.from_public_bytes(decode(key, self.encoding))
            public.verify(signature, content)

        matched = matching_key(secrets, check)
        require_fresh(timestamp, delivery, self.tolerance_seconds, self.unit)
        return matched

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        """`secret` is the private key, in the same encoding."""
        private = Ed25519PrivateKey.from_private_bytes(decode(secret, self.encoding))
        timestamp = stamp(delivery, self.unit)
        delivery = with_headers(delivery, {self.timestamp_header: timestamp})
        signature = private.sign(signed_bytes(self.message, delivery, timestamp))
        return with_headers(delivery, {self.header: encode(signature, self.encoding)})
