"""Where a provider puts what we need: selectors over a verified delivery and its parsed body.

A selector gives text or None and never raises, whatever the body holds. A body's paths are
those of paths.py; the body of a batch holds one item here, so "events.*.id" is its id.
"""

import hashlib
import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ..clock import iso_moment
from ..delivery import Delivery
from ..paths import look_up

Selector = Callable[[Delivery, Any], str | None]


def header(name: str) -> Selector:
    """The value of a header."""
    return lambda delivery, body: delivery.headers.find(name)


def body(path: str) -> Selector:
    """The text or number at a path of the body."""
    return lambda delivery, body: _text(look_up(body, path))


def query(name: str) -> Selector:
    """The first value of a parameter of the URL."""

    def select(delivery: Delivery, body: Any) -> str | None:
        try:
            pairs = parse_qsl(urlsplit(delivery.url).query, max_num_fields=1000)
        except ValueError:
            return None
        return next((value for key, value in pairs if key == name), None)

    return select


def claim(name: str, *, of: str) -> Selector:
    """A claim of the JWT in a header, which was verified before."""

    def select(delivery: Delivery, body: Any) -> str | None:
        parts = (delivery.headers.find(of) or "").split(".")
        try:
            claims = json.loads(
                urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
            )
        except (ValueError, IndexError, RecursionError):
            return None
        return _text(look_up(claims, name))

    return select


def constant(text: str) -> Selector:
    """Always this, for what a provider does not say because it never differs."""
    return lambda delivery, body: text


def joined(*selectors: Selector) -> Selector:
    """The first part, then every further one that is there, with dots between."""

    def select(delivery: Delivery, body: Any) -> str | None:
        first, *rest = (selector(delivery, body) for selector in selectors)
        return None if first is None else ".".join([first, *filter(None, rest)])

    return select


def composite(*selectors: Selector) -> Selector:
    """All parts, with colons between: an id where no single field is one."""

    def select(delivery: Delivery, body: Any) -> str | None:
        parts = [selector(delivery, body) for selector in selectors]
        return None if None in parts else ":".join(filter(None, parts))

    return select


def first_of(*selectors: Selector) -> Selector:
    """The first that is there."""

    def select(delivery: Delivery, body: Any) -> str | None:
        values = (selector(delivery, body) for selector in selectors)
        return next((value for value in values if value is not None), None)

    return select


def present(*paths: str) -> Selector:
    """The last key of the first path that leads somewhere: a type that is a field's name."""

    def select(delivery: Delivery, body: Any) -> str | None:
        found = (path for path in paths if look_up(body, path) is not None)
        return next((path.rpartition(".")[2] for path in found), None)

    return select


def beside(*keys: str) -> Selector:
    """The first key of the body beside these: a type that is a field's name, whatever it is."""

    def select(delivery: Delivery, body: Any) -> str | None:
        found = body if isinstance(body, dict) else {}
        return next((key for key in found if key not in keys), None)

    return select


def content_key(*paths: str) -> Selector:
    """A hash of what stands at the paths: an id where the provider sends none.

    Name what makes an event the same event, and leave out what differs between its retries.
    Without a path all of the body counts: right only where a retry repeats it.
    """

    def select(delivery: Delivery, body: Any) -> str | None:
        values = [look_up(body, path) for path in paths or ("",)]
        if all(value is None for value in values):
            return None
        text = json.dumps(values, sort_keys=True, separators=(",", ":"))
        return "key:" + hashlib.sha256(text.encode()).hexdigest()

    return select


def received() -> Selector:
    """The time of receipt: part of an id where two events may look alike and both must count.

    A retry then is an event of its own, which is right where the event only says "look again".
    """
    return lambda delivery, body: delivery.received_at.isoformat()


def utc(selector: Selector) -> Selector:
    """A time that the provider writes without a zone and means in UTC."""

    def select(delivery: Delivery, body: Any) -> str | None:
        text = selector(delivery, body)
        moment = text and iso_moment(text, zone_missing="Z")
        return moment.isoformat() if moment else text

    return select


def _text(value: Any) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None
