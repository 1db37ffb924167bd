"""Where a provider puts what we need: selectors over a verified delivery and its parsed body.

A selector gives text or None and never raises, whatever the body holds.
"""

from collections.abc import Callable
from typing import Any

from ..delivery import Delivery

Selector = Callable[[Delivery, Any], str | None]


def header(name: str) -> Selector:
    """The value of a header."""
    return lambda delivery, body: delivery.headers.find(name)


def body(path: str) -> Selector:
    """The text or whole number at a dotted path of the JSON body."""
    keys = path.split(".")

    def select(delivery: Delivery, body: Any) -> str | None:
        for key in keys:
            if not isinstance(body, dict):
                return None
            body = body.get(key)
        if isinstance(body, int) and not isinstance(body, bool):
            return str(body)
        return body if isinstance(body, str) and body else None

    return select


def joined(*selectors: Selector) -> Selector:
    """The first part, then every further one that is there, with dots between."""

    def select(delivery: Delivery, body: Any) -> str | None:
        first, *rest = (selector(delivery, body) for selector in selectors)
        return None if first is None else ".".join([first, *filter(None, rest)])

    return select


def first_of(*selectors: Selector) -> Selector:
    """The first that is there."""

    def select(delivery: Delivery, body: Any) -> str | None:
        values = (selector(delivery, body) for selector in selectors)
        return next((value for value in values if value is not None), None)

    return select
