"""ECDSA signature (SHA-256) of a timestamp and the raw body."""

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
)

from ..delivery import Delivery
from . import required_header, with_headers
from .encodings import decode, encode
from .message import parts_of, signed_bytes
from .public_keys import decoded_signature, matching_key
from .timestamps import Unit, require_fresh, stamp


@dataclass(frozen=True, kw_only=True)
class Ecdsa:
    """`header: <base64 DER signature of what `message` says>`; keys are base64 DER, unarmoured."""

    header: str
    timestamp_header: str
    message: str = "{timestamp}{body}"
    unit: Unit = "seconds"
    tolerance_seconds: int | None

    def __post_init__(self) -> None:
        parts_of(self.message)

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        presented = required_header(delivery, self.header)
        signature = decoded_signature(presented, "base64")
        timestamp = required_header(delivery, self.timestamp_header)
        content = signed_bytes(self.message, delivery, timestamp)

        def check(key: str) -> None:
            public = load_der_public_key(decode(key, "base64"))
            if not isinstance(public, EllipticCurvePublicKey):
                raise ValueError("not an elliptic curve key")
            public.verify(signature, content, ECDSA(SHA256()))

        matched = matching_key(secrets, check)
        require_fresh(timestamp, delivery, self.tolerance_seconds, self.unit)
        return matched

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        """`secret` is the private key, base64 DER (PKCS 8)."""
        private = load_der_private_key(decode(secret, "base64"), None)
        if not isinstance(private, EllipticCurvePrivateKey):
            raise ValueError("not an elliptic curve key")
        timestamp = stamp(delivery, self.unit)
        delivery = with_headers(delivery, {self.timestamp_header: timestamp})
        content = signed_bytes(self.message, delivery, timestamp)
        signature = private.sign(content, ECDSA(SHA256()))
        return with_headers(delivery, {self.header: encode(signature, "base64")})
