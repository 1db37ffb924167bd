"""A challenge in the query, to be repeated; some send a token along that we have chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Answer, Delivery
from ..errors import SecretNotConfigured, SignatureMismatch
from ..signatures import equal
from ..signatures.message import query_value
from . import echo


@dataclass(frozen=True, kw_only=True)
class QueryChallenge:
    """`?parameter=<challenge>`, answered with it as plain text, or in JSON as `field`.

    With a `token` that parameter must hold one of WEBHOOKS_<SOURCE>_VERIFY_TOKENS.
    """

    parameter: str
    token: str = ""
    field: str = ""
    method: str = "GET"
    signed: bool = False

    def answer(
        self, delivery: Delivery, secrets: Sequence[str], verify_tokens: Sequence[str]
    ) -> Answer | None:
        challenge = query_value(delivery, self.parameter)
        if not challenge:
            return None
        if self.token:
            _require_token(query_value(delivery, self.token), verify_tokens)
        return echo(challenge, self.field)


def _require_token(presented: str, known: Sequence[str]) -> None:
    if not any(known):
        raise SecretNotConfigured("It needs WEBHOOKS_<SOURCE>_VERIFY_TOKENS.")
    if not any(token and equal(token, presented) for token in known):
        raise SignatureMismatch("The verify token is another.")
