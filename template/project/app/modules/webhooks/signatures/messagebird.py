"""MessageBird: a JWT with hashes of URL and body, and with a lifetime of its own.

https://github.com/messagebird/python-rest-api/blob/master/messagebird/request_validator.py
"""

from dataclasses import dataclass
from typing import Any

from ..delivery import Delivery
from ..errors import SignatureMalformed, TimestampOutOfTolerance
from .signed_jwt import SignedJwt

LEEWAY_SECONDS = 1
SAMPLE_LIFETIME_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class MessageBirdJwt(SignedJwt):
    """`MessageBird-Signature-JWT: <JWT>`; it is good from `nbf` to `exp` and must have both."""

    header: str = "MessageBird-Signature-JWT"
    algorithms: tuple[str, ...] = ("HS256", "HS384", "HS512")
    issuer: str | None = "MessageBird"
    body_claim: str = "payload_hash"
    url_claim: str = "url_hash"

    def _claims(self, delivery: Delivery) -> dict[str, Any]:
        begin = int(delivery.received_at.timestamp())
        lifetime = {"nbf": begin, "exp": begin + SAMPLE_LIFETIME_SECONDS}
        return super()._claims(delivery) | lifetime

    def _require_fresh(self, claims: dict[str, Any], delivery: Delivery) -> None:
        begin, end = claims.get("nbf"), claims.get("exp")
        if not isinstance(begin, int | float) or not isinstance(end, int | float):
            raise SignatureMalformed("It needs nbf and exp as numbers.")
        now = delivery.received_at.timestamp()
        if not begin - LEEWAY_SECONDS <= now <= end + LEEWAY_SECONDS:
            raise TimestampOutOfTolerance
