"""Deliveries that say everything in their headers; a body, where there is one, is JSON."""

from typing import Any

from ..delivery import Delivery
from . import parse_json


def parse_optional(delivery: Delivery) -> Any:
    """The body as JSON, or an empty object for an empty one. Raises ValueError."""
    return parse_json(delivery) if delivery.body.strip() else {}
