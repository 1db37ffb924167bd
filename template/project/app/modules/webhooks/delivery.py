"""What arrives: one HTTP request as received, and the envelopes read from it. Knows no framework."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

CREDENTIALS = {"authorization", "proxy-authorization", "cookie"}


class Headers(dict[str, str]):
    """Header fields by lower-case name; look-ups may use any case."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__({name.lower(): value for name, value in fields.items()})

    def find(self, name: str) -> str | None:
        return self.get(name.lower())

    def without_credentials(self) -> dict[str, str]:
        """What may be stored."""
        return {k: v for k, v in self.items() if k not in CREDENTIALS}

    def without(self, names: Collection[str]) -> "Headers":
        """All others; the names in lower case."""
        return Headers({k: v for k, v in self.items() if k not in names})


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One HTTP request. `body` is the bytes as received, `url` the one that was called."""

    source: str
    method: str
    url: str
    headers: Headers
    body: bytes
    received_at: datetime

    @property
    def digest(self) -> str:
        """Names the body in logs and where it has no id of its own, without showing it."""
        return "sha256:" + hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What is read from a verified delivery. With a `problem` it is stored as unparseable."""

    external_id: str
    payload: bytes
    type: str = ""
    subject: str | None = None
    occurred_at: datetime | None = None
    problem: str | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the provider is told."""

    status: int
    body: bytes = b""
    media_type: str | None = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    # A secret that the provider handed over in a handshake, to be kept.
    secret: str = field(default="", repr=False)


RECEIVED = Answer(status=200, body=b'{"received": true}')
