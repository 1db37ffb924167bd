"""Adyen's standard notifications: each item of the batch carries an HMAC of eight of its fields.

https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures
Every item is checked. Adyen's own library checks the first one only.
"""

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..bodies import parse_json
from ..delivery import Delivery
from ..errors import SignatureMalformed, SignatureMissing
from ..paths import each, look_up, put
from . import matching_secret
from .encodings import encode, key_of

ITEMS = "notificationItems.*.NotificationRequestItem"
SIGNATURE = "additionalData.hmacSignature"
SIGNED = (
    "pspReference",
    "originalReference",
    "merchantAccountCode",
    "merchantReference",
    "amount.value",
    "amount.currency",
    "eventCode",
    "success",
)


@dataclass(frozen=True)
class AdyenNotification:
    """`additionalData.hmacSignature`: base64 SHA-256 HMAC of the fields, joined by colons.

    The key is the secret read as hex. Other fields, the reason or the date, are not covered.
    """

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        try:
            items = list(each(parse_json(delivery), ITEMS))
        except ValueError as error:
            raise SignatureMalformed(str(error)) from None
        if not items:
            raise SignatureMissing("There is no notification item.")
        return max(self._verify_item(item, secrets) for item in items)

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        body = json.loads(delivery.body)
        key = key_of(secret, "hex")
        wrappers = [
            put(wrapper, f"NotificationRequestItem.{SIGNATURE}", signature)
            for wrapper in body["notificationItems"]
            for signature in [_signature(key, wrapper["NotificationRequestItem"])]
        ]
        signed = {**body, "notificationItems": wrappers}
        return replace(delivery, body=json.dumps(signed).encode())

    def _verify_item(self, item: Any, secrets: Sequence[str]) -> int:
        presented = look_up(item, SIGNATURE)
        if not isinstance(presented, str):
            raise SignatureMissing(f"An item has no {SIGNATURE}.")
        return matching_secret(
            secrets, [presented], lambda key: _signature(key, item), "hex"
        )


def _signature(key: bytes, item: Any) -> str:
    values = [look_up(item, field) for field in SIGNED]
    texts = ["" if value is None else str(value) for value in values]
    content = ":".join(texts).encode("utf-8", "replace")
    return encode(hmac.digest(key, content, "sha256"), "base64")
