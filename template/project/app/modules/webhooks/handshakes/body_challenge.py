"""A challenge in the JSON body, to be repeated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..delivery import Answer, Delivery
from ..paths import look_up
from . import body_of, echo, matches


@dataclass(frozen=True, kw_only=True)
class BodyChallenge:
    """The text at `challenge`, answered as plain text, or in JSON as `answer_field`.

    It is one when the fields (or "header:Name") have the values of `when`.
    """

    challenge: str
    when: Mapping[str, Any] = field(default_factory=dict)
    answer_field: str = ""
    method: str = "POST"
    signed: bool = True

    def answer(
        self, delivery: Delivery, secrets: Sequence[str], verify_tokens: Sequence[str]
    ) -> Answer | None:
        body = body_of(delivery)
        challenge = look_up(body, self.challenge)
        if not isinstance(challenge, str) or not matches(delivery, body, self.when):
            return None
        return echo(challenge, self.answer_field)
