"""HMAC of the raw body in a header of its own."""

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ..delivery import Delivery, Headers
from ..errors import SignatureMalformed, SignatureMissing
from . import matching_secret


@dataclass(frozen=True, kw_only=True)
class BodyHmac:
    """`header: <prefix><HMAC of the body>`. It carries no time, so age cannot be judged."""

    header: str
    prefix: str
    digest: Literal["sha256", "sha512", "sha1"]
    encoding: Literal["hex", "base64"]

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        presented = self._presented(delivery)
        return matching_secret(
            secrets, [presented], lambda key: self._signature(key, delivery.body)
        )

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        value = self.prefix + self._signature(secret.encode(), delivery.body)
        return replace(
            delivery, headers=Headers({**delivery.headers, self.header: value})
        )

    def _presented(self, delivery: Delivery) -> str:
        value = delivery.headers.find(self.header)
        if value is None:
            raise SignatureMissing(f"{self.header} was not sent.")
        if not value.startswith(self.prefix):
            raise SignatureMalformed(f"{self.header} must begin with {self.prefix!r}.")
        return value.removeprefix(self.prefix)

    def _signature(self, key: bytes, body: bytes) -> str:
        mac = hmac.digest(key, body, self.digest)
        return mac.hex() if self.encoding == "hex" else base64.b64encode(mac).decode()
