"""Braintree: XML in a form, signed with a hash of the private key.

https://developer.paypal.com/braintree/docs/guides/webhooks/parse
The secret of this source is "<public key>:<private key>".
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from ..bodies.form import parse_form
from ..delivery import Delivery
from ..errors import SignatureMalformed, SignatureMismatch
from . import equal


@dataclass(frozen=True)
class BraintreeNotification:
    """`bt_signature`: "<public key>|<hex SHA-1 HMAC of bt_payload>", several joined by "&"."""

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        payload, presented = _fields(delivery)
        pairs = [pair.partition("|")[::2] for pair in presented.split("&")]
        for index, secret in enumerate(secrets):
            public, _, private = secret.partition(":")
            # One of Braintree's own libraries signs the payload with its last line end.
            expected = [signature(private, text) for text in (payload, payload + "\n")]
            for key, signed in pairs:
                known = public and private and equal(public, key)
                if known and any(equal(each, signed) for each in expected):
                    return index
        raise SignatureMismatch

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        public, _, private = secret.partition(":")
        payload, _ = _fields(delivery)
        signed = f"{public}|{signature(private, payload)}"
        fields = {"bt_signature": signed, "bt_payload": payload}
        return replace(delivery, body=urlencode(fields).encode())


def signature(private_key: str, text: str) -> str:
    """The hex HMAC, whose key is the SHA-1 of the private key."""
    key = hashlib.sha1(private_key.encode()).digest()
    return hmac.digest(key, text.encode("utf-8", "replace"), "sha1").hex()


def _fields(delivery: Delivery) -> tuple[str, str]:
    try:
        form = parse_form(delivery)
    except ValueError as error:
        raise SignatureMalformed(str(error)) from None
    return str(form.get("bt_payload", "")), str(form.get("bt_signature", ""))
