"""HMAC of fields of the body, in the body itself. What is not among them is not covered."""

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..bodies import parse_json
from ..delivery import Delivery
from ..errors import SignatureMalformed, SignatureMissing
from ..paths import look_up, put
from . import matching_secret
from .encodings import Digest, Encoding, KeyForm, encode, key_of
from .timestamps import Unit, require_fresh, stamp


@dataclass(frozen=True, kw_only=True)
class FieldHmac:
    """The HMAC at `signature` of the texts at `fields`, joined by `joint`.

    `timestamp_field` is the one of them whose age is judged.
    """

    signature: str
    fields: tuple[str, ...]
    joint: str = ""
    timestamp_field: str
    tolerance_seconds: int | None
    unit: Unit = "seconds"
    digest: Digest = "sha256"
    encoding: Encoding = "hex"
    key: KeyForm = "text"

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        try:
            body = parse_json(delivery)
        except ValueError as error:
            raise SignatureMalformed(str(error)) from None
        signature = look_up(body, self.signature)
        if not isinstance(signature, str):
            raise SignatureMissing(f"The body has no {self.signature}.")
        content = self._content(body)
        matched = matching_secret(
            secrets, [signature], lambda key: self._signature(key, content), self.key
        )
        timestamp = _text(look_up(body, self.timestamp_field))
        require_fresh(timestamp, delivery, self.tolerance_seconds, self.unit)
        return matched

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        body = json.loads(delivery.body)
        body = put(body, self.timestamp_field, stamp(delivery, self.unit))
        signature = self._signature(key_of(secret, self.key), self._content(body))
        body = put(body, self.signature, signature)
        return replace(delivery, body=json.dumps(body).encode())

    def _content(self, body: Any) -> bytes:
        texts = [_text(look_up(body, field)) for field in self.fields]
        return self.joint.join(texts).encode("utf-8", "replace")

    def _signature(self, key: bytes, content: bytes) -> str:
        return encode(hmac.digest(key, content, self.digest), self.encoding)


def _text(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""
