"""A record out of a few answers, for a provider that our catalogue does not have."""

import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from keyword import iskeyword
from typing import Any

from .catalog import Record
from .draft_sample import CONTENT, sample_of
from .errors import UsageError

EXAMPLE = "an-example-of-a-secret"
OTHER = "another-example-of-one"
TOLERANCE = 300  # seconds; what most providers and Standard Webhooks say


class Scheme(StrEnum):
    """The families that a few answers describe; the others are written by hand."""

    standard_webhooks = "standard_webhooks"
    body_hmac = "body_hmac"
    timestamped_hmac = "timestamped_hmac"
    structured_hmac = "structured_hmac"
    shared_token = "shared_token"
    basic_auth = "basic_auth"

    @property
    def signs(self) -> bool:
        """Whether it has an HMAC whose spelling is to be asked for."""
        return self in HMAC

    @property
    def has_header(self) -> bool:
        return self.signs or self is Scheme.shared_token


HMAC = (Scheme.body_hmac, Scheme.timestamped_hmac, Scheme.structured_hmac)
CLASSES = {
    Scheme.standard_webhooks: "StandardWebhooks",
    Scheme.body_hmac: "BodyHmac",
    Scheme.timestamped_hmac: "TimestampedHmac",
    Scheme.structured_hmac: "StructuredHmac",
    Scheme.shared_token: "HeaderToken",
    Scheme.basic_auth: "BasicAuth",
}


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The answers. Places are "body:path" or "header:Name"."""

    key: str
    name: str
    docs: str
    scheme: Scheme
    header: str = ""
    prefix: str = ""
    encoding: str = "hex"
    secret_form: str = "text"
    timestamp_header: str = ""
    message: str = "{timestamp}.{body}"
    id: str = "body:id"
    type: str = "body:type"
    event: str = ""  # the sample's type, where that is not in its body
    sample: Any = None

    def record(self, today: date) -> Record:
        """The record. Raises UsageError where the answers do not fit the sample."""
        event, body = sample_of(self.id, self.type, self.event, self.sample)
        function = re.sub(r"\W+", "_", event.lower(), flags=re.ASCII).strip("_")
        if not function[:1].isalpha() or iskeyword(function):
            function = f"on_{function}"
        tokens = [self.header] if self.scheme is Scheme.shared_token else []
        return {
            "key": self.key,
            "name": self.name,
            "docs": self.docs,
            "checked": today.isoformat(),
            "confidence": "medium",
            "proof": {
                "kind": "documentation",
                "detail": "read by you; a real delivery has to show it",
                "sources": [self.docs],
            },
            "scheme": {
                "family": str(self.scheme),
                "class": CLASSES[self.scheme],
                "parameters": self._parameters(),
            },
            "covers": self._covers(),
            "secret": self._secret(),
            "external_id": _selector(self.id),
            "type": _selector(self.type),
            "max_body_bytes": 1024 * 1024,
            **({"redact": {"headers": tokens}} if tokens else {}),
            "headers": self._headers(),
            "handler": {
                "type": event,
                "function": function[:48],
                "about": f"{self.name} sent {event}",
            },
            "samples": {event: body},
        }

    def _parameters(self) -> dict[str, Any]:
        if not self.scheme.has_header:
            return {}
        given: dict[str, Any] = {"header": self.header}
        if self.prefix and self.scheme is not Scheme.structured_hmac:
            given["prefix"] = self.prefix
        if not self.scheme.signs:
            return given
        if self.scheme is Scheme.timestamped_hmac:
            given["timestamp_header"] = self.timestamp_header
        if self.scheme is Scheme.structured_hmac:
            given |= {"timestamp_key": "t", "signature_key": "v1"}
        if self.scheme is not Scheme.body_hmac:
            given |= {"message": self.message, "tolerance_seconds": TOLERANCE}
        if self.encoding != "hex":
            given["encoding"] = self.encoding
        if self.secret_form != "text":
            given["key"] = self.secret_form
        return given

    def _covers(self) -> list[str]:
        if self.scheme is Scheme.standard_webhooks:
            return ["body", "header:webhook-id", "header:webhook-timestamp"]
        if self.scheme is Scheme.shared_token:
            return [f"header:{self.header}"]
        if self.scheme is Scheme.basic_auth:
            return ["header:Authorization"]
        if self.scheme is Scheme.timestamped_hmac:
            return ["body", f"header:{self.timestamp_header}"]
        return ["body"]

    def _secret(self) -> dict[str, str]:
        if self.scheme is Scheme.basic_auth:
            return {
                "hint": "user:password, as you set it",
                "example": "user:a password",
            }
        form = "whsec" if self.scheme is Scheme.standard_webhooks else self.secret_form
        return {
            "hint": f"the secret of {self.name}'s webhook",
            "example": _written(EXAMPLE, form),
            "other": _written(OTHER, form),
        }

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json"}
        if self.scheme is Scheme.standard_webhooks:
            headers["webhook-id"] = "msg_$id"
        for place, value in ((self.type, "$type"), (self.id, "$id")):
            kind, _, name = place.partition(":")
            if kind == "header":
                headers.setdefault(name, value)
        return headers


def _selector(place: str) -> dict[str, Any]:
    """ "body:data.id" as {"body": "data.id"}."""
    kind, _, path = place.partition(":")
    if place == CONTENT:
        return {"content_key": []}
    if kind not in ("body", "header") or not path:
        raise UsageError(
            f"{place!r} is no place; one looks like body:data.id or header:X-Event-Id"
        )
    return {kind: path}


def _written(secret: str, form: str) -> str:
    if form == "hex":
        return secret.encode().hex()
    if form in ("base64", "whsec"):
        text = b64encode(secret.encode()).decode()
        return f"whsec_{text}" if form == "whsec" else text
    return secret
