"""An OpenID Connect token of the sender's platform, checked with its published keys.

The token proves who calls. It does not cover the body, and one token serves many deliveries.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jwt

from ..delivery import Delivery
from ..errors import (
    KeysUnavailable,
    SignatureMalformed,
    SignatureMismatch,
    TimestampOutOfTolerance,
)
from . import equal, required_header, with_headers
from .pinned_fetch import Fetch, fetch_pinned

LEEWAY_SECONDS = 10
SAMPLE_KEY_ID = "sample"


@dataclass(frozen=True, kw_only=True)
class Oidc:
    """`Authorization: Bearer <RS256 JWT>`. The secret is "<audience> <e-mail of the account>"."""

    keys_url: str
    issuers: tuple[str, ...]
    fetch: Fetch = fetch_pinned

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        value = required_header(delivery, "Authorization")
        scheme, _, token = value.partition(" ")
        if scheme.lower() != "bearer":
            raise SignatureMalformed("Authorization must begin with 'Bearer'.")
        claims = self._claims(token.strip())
        _require_live(claims, delivery)
        presented = f"{claims.get('aud')} {claims.get('email')}"
        if claims.get("email_verified") is not True:
            raise SignatureMismatch("Its e-mail is not verified.")
        for index, secret in enumerate(secrets):
            if secret and equal(secret, presented):
                return index
        raise SignatureMismatch("It is for another audience, or from another account.")

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        """`secret` is audience and e-mail and, after a line break, a private key as PEM."""
        account, _, private = secret.partition("\n")
        audience, _, email = account.partition(" ")
        now = int(delivery.received_at.timestamp())
        claims = {
            "iss": self.issuers[0],
            "aud": audience,
            "email": email,
            "email_verified": True,
            "iat": now,
            "exp": now + 3600,
        }
        token = jwt.encode(claims, private, "RS256", headers={"kid": SAMPLE_KEY_ID})
        return with_headers(delivery, {"Authorization": f"Bearer {token}"})

    def _claims(self, token: str) -> dict[str, Any]:
        # Times are judged against the time of receipt, by _require_live.
        unjudged = {f"verify_{name}": False for name in ("aud", "exp", "iat", "nbf")}
        try:
            key_id = jwt.get_unverified_header(token).get("kid")
            key = _key(self.fetch(self.keys_url), str(key_id))
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                issuer=list(self.issuers),
                options=unjudged,  # type: ignore[arg-type]
            )
        except jwt.InvalidSignatureError:
            raise SignatureMismatch from None
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise SignatureMalformed(f"{type(error).__name__}.") from None
        return claims


def _key(document: bytes, key_id: str) -> Any:
    try:
        keys = jwt.PyJWKSet.from_dict(json.loads(document)).keys
    except (jwt.PyJWTError, ValueError, AttributeError, TypeError):
        raise KeysUnavailable("The keys cannot be read.") from None
    for key in keys:
        if key.key_id == key_id:
            return key.key
    raise SignatureMismatch("It names a key that is not published.")


def _require_live(claims: dict[str, Any], delivery: Delivery) -> None:
    now, issued, end = (
        delivery.received_at.timestamp(),
        claims.get("iat"),
        claims.get("exp"),
    )
    if not isinstance(issued, int | float) or not isinstance(end, int | float):
        raise SignatureMalformed("Its times are not numbers.")
    if not issued - LEEWAY_SECONDS <= now <= end + LEEWAY_SECONDS:
        raise TimestampOutOfTolerance
