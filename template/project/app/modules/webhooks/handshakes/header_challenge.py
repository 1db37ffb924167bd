"""A challenge in a header, to be repeated."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Answer, Delivery
from . import echo


@dataclass(frozen=True, kw_only=True)
class HeaderChallenge:
    """The value of `header`, answered as plain text, or in JSON as `field`."""

    header: str
    field: str = ""
    method: str = "POST"
    signed: bool = True

    def answer(
        self, delivery: Delivery, secrets: Sequence[str], verify_tokens: Sequence[str]
    ) -> Answer | None:
        challenge = delivery.headers.find(self.header)
        return echo(challenge, self.field) if challenge else None
