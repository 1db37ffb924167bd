"""HTTP Basic authentication. It proves the sender; the body is not covered."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Delivery
from ..errors import SignatureMalformed
from . import matching_secret, required_header, with_headers


@dataclass(frozen=True)
class BasicAuth:
    """`Authorization: Basic <base64 of the secret>`; the secret is "user:password"."""

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        scheme, _, value = required_header(delivery, "Authorization").partition(" ")
        if scheme.lower() != "basic":
            raise SignatureMalformed("Authorization must begin with 'Basic'.")
        return matching_secret(
            secrets, [value.strip()], lambda key: base64.b64encode(key).decode()
        )

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        value = base64.b64encode(secret.encode()).decode()
        return with_headers(delivery, {"Authorization": f"Basic {value}"})
