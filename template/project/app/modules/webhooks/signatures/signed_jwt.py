"""A JWT signed with the shared secret; a claim of it holds a hash of the body."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jwt

from ..delivery import Delivery
from ..errors import SignatureMalformed, SignatureMismatch, TimestampOutOfTolerance
from . import equal, required_header, with_headers
from .encodings import Encoding, encode

# Clocks differ: a sender's `nbf` of this second may be of the next one here.
SKEW_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class SignedJwt:
    """`header: <prefix><JWT>`, HMAC with SHA-2.

    `body_claim` holds the SHA-256 of the body, `url_claim` that of the public URL; without a
    body claim the body is not covered. A lifetime is judged by `exp` and `nbf`, and `iat`
    where there is a tolerance; else a minute is allowed for clocks that differ.
    """

    header: str
    prefix: str = ""
    algorithms: tuple[str, ...] = ("HS256",)
    issuer: str | None = None
    body_claim: str = ""
    url_claim: str = ""
    encoding: Encoding = "hex"
    tolerance_seconds: int | None = None

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        value = required_header(delivery, self.header)
        if not value.startswith(self.prefix):
            raise SignatureMalformed(f"{self.header} must begin with {self.prefix!r}.")
        token = value.removeprefix(self.prefix)
        index, claims = self._decoded(token, secrets)
        self._require_bound(claims, delivery)
        self._require_fresh(claims, delivery)
        return index

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        token = jwt.encode(self._claims(delivery), secret, self.algorithms[0])
        return with_headers(delivery, {self.header: self.prefix + token})

    def _claims(self, delivery: Delivery) -> dict[str, Any]:
        now = int(delivery.received_at.timestamp())
        digest = hashlib.sha256(delivery.body).hexdigest()
        claims: dict[str, Any] = {"iat": now, "exp": now + 300, "jti": digest[:32]}
        if self.issuer:
            claims["iss"] = self.issuer
        return claims | self._hashes(delivery)

    def _decoded(
        self, token: str, secrets: Sequence[str]
    ) -> tuple[int, dict[str, Any]]:
        # Times are judged against the time of receipt, below.
        options = {"verify_aud": False, "verify_exp": False, "verify_nbf": False}
        options |= {"verify_iat": False}
        for index, secret in enumerate(secrets):
            if not secret:
                continue
            try:
                claims: dict[str, Any] = jwt.decode(
                    token,
                    secret,
                    algorithms=list(self.algorithms),
                    issuer=self.issuer,
                    options=options,  # type: ignore[arg-type]
                )
            except jwt.InvalidSignatureError:
                continue
            except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
                raise SignatureMalformed(f"{type(error).__name__}.") from None
            return index, claims
        raise SignatureMismatch

    def _hashes(self, delivery: Delivery) -> dict[str, str]:
        url = delivery.url.encode("utf-8", "replace")
        hashed = {self.body_claim: delivery.body, self.url_claim: url}
        return {
            name: encode(hashlib.sha256(content).digest(), self.encoding)
            for name, content in hashed.items()
            if name
        }

    def _require_bound(self, claims: dict[str, Any], delivery: Delivery) -> None:
        for name, expected in self._hashes(delivery).items():
            if not equal(expected, str(claims.get(name))):
                raise SignatureMismatch(f"The claim {name} is of another request.")

    def _require_fresh(self, claims: dict[str, Any], delivery: Delivery) -> None:
        now, judged = delivery.received_at.timestamp(), self.tolerance_seconds
        leeway = SKEW_SECONDS if judged is None else judged
        begin, end = claims.get("nbf", now), claims.get("exp", now)
        issued: Any = now if judged is None else claims.get("iat")
        if not all(isinstance(moment, int | float) for moment in (begin, end, issued)):
            raise SignatureMalformed("Its times are not numbers.")
        if not begin - leeway <= now <= end + leeway or abs(now - issued) > leeway:
            raise TimestampOutOfTolerance
