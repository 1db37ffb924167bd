"""Handshakes: requests that ask for proof that the endpoint is ours. They are no events.

One file per kind in use. They are answered before anything is stored; those that the provider
signs only after their signature was verified.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from ..bodies import parse_json
from ..delivery import Answer, Delivery
from ..paths import look_up


class Handshake(Protocol):
    """How one provider asks, and what it wants to hear."""

    @property
    def method(self) -> str:
        """The HTTP method that it comes with."""
        ...

    @property
    def signed(self) -> bool:
        """Whether it is signed as events are."""
        ...

    def answer(
        self, delivery: Delivery, secrets: Sequence[str], verify_tokens: Sequence[str]
    ) -> Answer | None:
        """The answer; None if this is no handshake. Raises VerificationError, or Unavailable."""
        ...


def body_of(delivery: Delivery) -> Any:
    """The JSON body; None if it is none."""
    try:
        return parse_json(delivery)
    except ValueError:
        return None


def matches(delivery: Delivery, body: Any, when: Mapping[str, Any]) -> bool:
    """Whether the fields have these values; "header:Name" stands for a header."""
    return all(
        _value(delivery, body, place) == expected for place, expected in when.items()
    )


def echo(value: str, field: str = "") -> Answer:
    """The value as plain text, or as JSON under the field's name."""
    if field:
        return Answer(status=200, body=json.dumps({field: value}).encode())
    # The text is somebody else's: no browser may take it for a page.
    return Answer(
        status=200,
        body=value.encode("utf-8", "replace"),
        media_type="text/plain",
        headers={"X-Content-Type-Options": "nosniff"},
    )


def _value(delivery: Delivery, body: Any, place: str) -> Any:
    kind, _, name = place.partition(":")
    return delivery.headers.find(name) if kind == "header" else look_up(body, place)
