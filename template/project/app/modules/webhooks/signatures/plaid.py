"""Plaid: a JWT over the body's hash; its key is asked for with the account's credentials.

https://plaid.com/docs/api/webhooks/webhook-verification/
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

import jwt

from ..delivery import Delivery
from ..errors import KeysUnavailable, SignatureMalformed, SignatureMismatch
from . import equal, required_header, with_headers
from .pinned_fetch import CachedFetch, Fetch, fetch_once
from .timestamps import require_fresh

HEADER = "Plaid-Verification"
KEYS = "https://{}.plaid.com/webhook_verification_key/get"
ENVIRONMENTS = ("production", "sandbox")


class PlaidKeys(CachedFetch):
    """Keys by URL: what stands in its query is posted as JSON, as Plaid wants it."""

    def load(self, url: str) -> bytes:
        address, _, query = url.partition("?")
        return fetch_once(address, json.dumps(dict(parse_qsl(query))).encode())


@dataclass(frozen=True, kw_only=True)
class PlaidJwt:
    """`Plaid-Verification: <ES256 JWT>`.

    The secret is "<production or sandbox> <client id> <the API's secret>".
    """

    tolerance_seconds: int = 300
    fetch: Fetch = field(default_factory=PlaidKeys)

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        token = required_header(delivery, HEADER)
        unavailable: KeysUnavailable | None = None
        for index, secret in enumerate(secrets):
            try:
                claims = self._claims(token, secret, _key_id(token))
            except KeysUnavailable as error:
                unavailable = error  # for these credentials; the next may do
                continue
            if claims is not None:
                self._require_bound(claims, delivery)
                return index
        raise unavailable or SignatureMismatch

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        """`secret` is followed by a line break and a private key as PEM."""
        private = secret.partition("\n")[2]
        claims = {
            "iat": int(delivery.received_at.timestamp()),
            "request_body_sha256": hashlib.sha256(delivery.body).hexdigest(),
        }
        token = jwt.encode(claims, private, "ES256", headers={"kid": "sample"})
        return with_headers(delivery, {HEADER: token})

    def _claims(self, token: str, secret: str, key_id: str) -> dict[str, Any] | None:
        environment, *account = secret.split(" ")
        if environment not in ENVIRONMENTS or len(account) != 2:
            return None
        client_id, api_secret = account
        asked = {"client_id": client_id, "secret": api_secret, "key_id": key_id}
        answer = self.fetch(f"{KEYS.format(environment)}?{urlencode(asked)}")
        options: Any = {"verify_iat": False}  # judged by _require_bound
        try:
            key = json.loads(answer)["key"]
            if key["expired_at"] is not None:
                return None
            return jwt.decode(token, jwt.PyJWK(key, "ES256").key, ["ES256"], options)
        except jwt.InvalidSignatureError:
            return None
        except (jwt.PyJWTError, KeyError, ValueError, TypeError, RecursionError) as e:
            raise SignatureMalformed(f"{type(e).__name__}.") from None

    def _require_bound(self, claims: dict[str, Any], delivery: Delivery) -> None:
        expected = hashlib.sha256(delivery.body).hexdigest()
        if not equal(expected, str(claims.get("request_body_sha256"))):
            raise SignatureMismatch("It is of another body.")
        require_fresh(str(claims.get("iat")), delivery, self.tolerance_seconds)


def _key_id(token: str) -> str:
    try:
        key_id = str(jwt.get_unverified_header(token).get("kid"))
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise SignatureMalformed(f"{type(error).__name__}.") from None
    if not key_id.isascii() or len(key_id) > 64:
        raise SignatureMalformed("It names no key.")
    return key_id
