"""The provider makes the secret itself and hands it over in its first request."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Answer, Delivery
from ..paths import look_up
from . import body_of


@dataclass(frozen=True, kw_only=True)
class SecretHandover:
    """The secret in `header`, or in the JSON body at `field`; a header is sent back.

    Whoever sends the first secret is believed, so one is only kept where none is known yet:
    secrets.py says how.
    """

    header: str = ""
    field: str = ""
    method: str = "POST"
    signed: bool = False

    def answer(
        self, delivery: Delivery, secrets: Sequence[str], verify_tokens: Sequence[str]
    ) -> Answer | None:
        if self.header:
            secret = delivery.headers.find(self.header)
            headers = {self.header: secret} if secret else {}
        else:
            secret, headers = look_up(body_of(delivery), self.field), {}
        if not isinstance(secret, str) or not secret:
            return None
        return Answer(status=200, headers=headers, secret=secret)
