"""monday.com: a JWT made for one URL; the body is not covered.

https://developer.monday.com/apps/docs/integration-authorization
"""

from dataclasses import dataclass
from typing import Any

from ..delivery import Delivery
from ..errors import SignatureMismatch
from . import equal
from .signed_jwt import SignedJwt


@dataclass(frozen=True, kw_only=True)
class MondayJwt(SignedJwt):
    """`Authorization: <JWT>`; its `aud` is the URL that was called."""

    header: str = "Authorization"
    # What monday gives a token to live.
    tolerance_seconds: int | None = 300

    def _claims(self, delivery: Delivery) -> dict[str, Any]:
        claims = super()._claims(delivery)
        lifetime = self.tolerance_seconds or 0
        return claims | {"aud": delivery.url, "exp": claims["iat"] + lifetime}

    def _require_bound(self, claims: dict[str, Any], delivery: Delivery) -> None:
        if not equal(delivery.url, str(claims.get("aud"))):
            raise SignatureMismatch("The token was made for another URL.")
