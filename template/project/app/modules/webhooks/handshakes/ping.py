"""A ping with an answer of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..delivery import Answer, Delivery
from . import body_of, matches


@dataclass(frozen=True, kw_only=True)
class Ping:
    """Answered with `status` and `body` when the fields (or "header:Name") are as `when` says."""

    when: Mapping[str, Any]
    status: int = 200
    body: str = ""
    media_type: str = "application/json"
    method: str = "POST"
    signed: bool = True

    def answer(
        self, delivery: Delivery, secrets: Sequence[str], verify_tokens: Sequence[str]
    ) -> Answer | None:
        if not matches(delivery, body_of(delivery), self.when):
            return None
        return Answer(
            status=self.status, body=self.body.encode(), media_type=self.media_type
        )
