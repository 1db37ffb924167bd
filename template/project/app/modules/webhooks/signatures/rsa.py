"""RSA signature (PKCS 1 v1.5, SHA-256) of the raw body, with a public key that is configured."""

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
)

from ..delivery import Delivery
from . import required_header, with_headers
from .encodings import decode, encode
from .public_keys import decoded_signature, matching_key


@dataclass(frozen=True, kw_only=True)
class Rsa:
    """`header: <base64 signature of the body>`; keys are PEM without its BEGIN and END lines."""

    header: str

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        presented = required_header(delivery, self.header)
        signature = decoded_signature(presented, "base64")

        def check(key: str) -> None:
            public = load_der_public_key(_der(key))
            if not isinstance(public, RSAPublicKey):
                raise ValueError("not an RSA key")
            public.verify(signature, delivery.body, PKCS1v15(), SHA256())

        return matching_key(secrets, check)

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        """`secret` is the private key, PEM (PKCS 8) without its BEGIN and END lines."""
        private = load_der_private_key(_der(secret), None)
        if not isinstance(private, RSAPrivateKey):
            raise ValueError("not an RSA key")
        signature = private.sign(delivery.body, PKCS1v15(), SHA256())
        return with_headers(delivery, {self.header: encode(signature, "base64")})


def _der(key: str) -> bytes:
    # A PEM's own lines may stay: an environment variable takes them as well.
    lines = [line for line in key.split("\n") if not line.startswith("-----")]
    return decode("".join("".join(lines).split()), "base64")
