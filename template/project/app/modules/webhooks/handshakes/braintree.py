"""Braintree asks with a challenge that only who knows the private key can answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Answer, Delivery
from ..errors import SecretNotConfigured, SignatureMalformed
from ..signatures.braintree import signature
from ..signatures.message import query_value


@dataclass(frozen=True, kw_only=True)
class BraintreeChallenge:
    """`?bt_challenge=<hex>`, answered with its signature."""

    method: str = "GET"
    signed: bool = False

    def answer(
        self, delivery: Delivery, secrets: Sequence[str], verify_tokens: Sequence[str]
    ) -> Answer | None:
        challenge = query_value(delivery, "bt_challenge")
        if not challenge:
            return None
        if not any(secrets):
            raise SecretNotConfigured
        if not challenge.isalnum() or len(challenge) > 64:
            raise SignatureMalformed("The challenge is not hex.")
        public, _, private = next(filter(None, secrets)).partition(":")
        text = f"{public}|{signature(private, challenge)}"
        return Answer(status=200, body=text.encode(), media_type="text/plain")
