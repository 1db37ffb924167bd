"""A challenge that is answered with its HMAC: only who knows the secret can.

Deliveries are signed with the same secret, so a challenge must not look like what is signed:
whoever sends a body of their own as a challenge would be told its signature.
"""

import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from ..delivery import Answer, Delivery
from ..errors import SecretNotConfigured
from ..paths import look_up
from ..signatures.encodings import Encoding, encode
from ..signatures.message import query_value
from . import body_of, matches

TOKEN = re.compile(r"[\w+/=~-]{1,512}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class BodyHmacChallenge:
    """The text at `challenge`, answered as {`plain`: it, `encrypted`: its hex HMAC}."""

    challenge: str
    when: Mapping[str, Any]
    plain: str
    encrypted: str
    method: str = "POST"
    signed: bool = True

    def answer(
        self, delivery: Delivery, secrets: Sequence[str], verify_tokens: Sequence[str]
    ) -> Answer | None:
        body = body_of(delivery)
        challenge = look_up(body, self.challenge)
        if not _is_token(challenge) or not matches(delivery, body, self.when):
            return None
        mac = challenge_mac(challenge, secrets, "hex")
        return _json({self.plain: challenge, self.encrypted: mac})


@dataclass(frozen=True, kw_only=True)
class QueryHmacChallenge:
    """`?parameter=<challenge>`, answered as {`field`: <prefix><HMAC>}."""

    parameter: str
    field: str
    prefix: str = ""
    encoding: Encoding = "base64"
    method: str = "GET"
    signed: bool = False

    def answer(
        self, delivery: Delivery, secrets: Sequence[str], verify_tokens: Sequence[str]
    ) -> Answer | None:
        challenge = query_value(delivery, self.parameter)
        if not _is_token(challenge):
            return None
        mac = challenge_mac(challenge, secrets, self.encoding)
        return _json({self.field: self.prefix + mac})


def challenge_mac(challenge: str, secrets: Sequence[str], encoding: Encoding) -> str:
    """The HMAC with the newest secret. Raises SecretNotConfigured."""
    secret = next(filter(None, secrets), None)
    if secret is None:
        raise SecretNotConfigured
    content = challenge.encode("utf-8", "replace")
    return encode(hmac.digest(secret.encode(), content, "sha256"), encoding)


def _is_token(challenge: Any) -> TypeGuard[str]:
    return isinstance(challenge, str) and TOKEN.fullmatch(challenge) is not None


def _json(fields: Mapping[str, str]) -> Answer:
    return Answer(status=200, body=json.dumps(fields).encode())
