"""A request without content that only asks whether somebody is there."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Answer, Delivery


@dataclass(frozen=True, kw_only=True)
class Probe:
    """Any request of this method, answered 200."""

    method: str = "HEAD"
    signed: bool = False

    def answer(
        self, delivery: Delivery, secrets: Sequence[str], verify_tokens: Sequence[str]
    ) -> Answer | None:
        return Answer(status=200, media_type=None)
