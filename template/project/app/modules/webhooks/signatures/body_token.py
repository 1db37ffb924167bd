"""A token that both sides know, in a field of the JSON body. Nothing else is covered."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..bodies import parse_json
from ..delivery import Delivery
from ..errors import SignatureMalformed, SignatureMissing
from ..paths import each, put
from .shared_token import matching_token


@dataclass(frozen=True, kw_only=True)
class BodyToken:
    """The token at a dotted path; where the path goes through a list, in each of its items."""

    field: str

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        try:
            tokens = list(each(parse_json(delivery), self.field))
        except ValueError:
            raise SignatureMalformed("The body is not JSON.") from None
        if not tokens or not all(isinstance(token, str) and token for token in tokens):
            raise SignatureMissing(f"The body has no {self.field}.")
        return max(matching_token(secrets, token) for token in tokens)

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        body = put(json.loads(delivery.body), self.field, secret)
        return replace(delivery, body=json.dumps(body).encode())
