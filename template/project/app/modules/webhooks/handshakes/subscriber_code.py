"""A code in the query that must be the right one: Fitbit asks with a wrong one as well."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Answer, Delivery
from ..signatures import equal
from ..signatures.message import query_value


@dataclass(frozen=True, kw_only=True)
class SubscriberCode:
    """`?parameter=<one of WEBHOOKS_<SOURCE>_VERIFY_TOKENS>` is answered 204, any other 404."""

    parameter: str
    method: str = "GET"
    signed: bool = False

    def answer(
        self, delivery: Delivery, secrets: Sequence[str], verify_tokens: Sequence[str]
    ) -> Answer | None:
        code = query_value(delivery, self.parameter)
        if not code:
            return None
        known = any(token and equal(token, code) for token in verify_tokens)
        return Answer(status=204 if known else 404, media_type=None)
