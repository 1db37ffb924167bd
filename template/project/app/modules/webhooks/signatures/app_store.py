"""Apple's App Store: a JWS in the body that brings the certificates of its key along.

https://developer.apple.com/documentation/appstoreservernotifications/signedpayload
The secret of this source is the app: Apple signs the notifications of everybody's.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import jwt

from ..bodies import parse_json
from ..bodies.app_store import NESTED
from ..delivery import Delivery
from ..errors import SignatureMalformed, SignatureMismatch
from ..paths import look_up, put
from . import equal
from .apple_certificates import ROOT, signing_key
from .pinned_fetch import Fetch, fetch_pinned

DETAILS = ("data", "summary", "appData", "externalPurchaseToken")


@dataclass(frozen=True)
class AppStoreJws:
    """`{"signedPayload": <JWS>}`.

    The secret is "<bundle id> Production <the app's Apple id>", or "<bundle id> Sandbox".
    """

    fetch: Fetch = fetch_pinned

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        try:
            token = look_up(parse_json(delivery), "signedPayload")
            x5c = jwt.get_unverified_header(token)["x5c"]
            key = signing_key(x5c, self.fetch(ROOT), delivery.received_at)
            payload = jwt.decode(token, key, ["ES256"])
        except jwt.InvalidSignatureError:
            raise SignatureMismatch from None
        except (jwt.PyJWTError, KeyError, ValueError, TypeError, RecursionError) as e:
            raise SignatureMalformed(f"{type(e).__name__}.") from None
        for index, secret in enumerate(secrets):
            if secret and equal(secret, _app(payload)):
                return index
        raise SignatureMismatch("It is of another app, or environment.")

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        """`secret` is the app and, on further lines, a private key and certificates as PEM."""
        payload = json.loads(delivery.body)
        for path in NESTED:
            if nested := look_up(payload, path):
                payload = put(payload, path, _jws(nested, secret))
        body = json.dumps({"signedPayload": _jws(payload, secret)})
        return replace(delivery, body=body.encode())


def _app(payload: dict[str, Any]) -> str:
    found = (payload.get(name) for name in DETAILS)
    details = next((part for part in found if isinstance(part, dict)), {})
    environment = details.get("environment")
    if purchase := details.get("externalPurchaseId"):
        sandbox = str(purchase).startswith("SANDBOX")
        environment = "Sandbox" if sandbox else "Production"
    app = f"{details.get('bundleId')} {environment}"
    return app if environment != "Production" else f"{app} {details.get('appAppleId')}"


def _jws(payload: Any, secret: str) -> str:
    _, private, *chain = secret.split("\n-----BEGIN ")
    x5c = ["".join(pem.splitlines()[1:-1]) for pem in chain]
    return jwt.encode(payload, f"-----BEGIN {private}", "ES256", headers={"x5c": x5c})
