"""Bodies as values: JSON here, the forms that some providers use in a file each.

A parser gives what `providers/selectors.py` looks into, made of dicts, lists and scalars, and
raises ValueError for what it cannot read. It is called on verified bodies, and on others only
where the signature itself stands in the body.
"""

import json
from collections.abc import Callable
from typing import Any

from ..delivery import Delivery

Parse = Callable[[Delivery], Any]


def parse_json(delivery: Delivery) -> Any:
    """The body as JSON. Raises ValueError."""
    try:
        return json.loads(delivery.body)
    except (ValueError, RecursionError):
        raise ValueError("The body is not JSON.") from None


def media_type(delivery: Delivery) -> str:
    """The Content-Type without its parameters, in lower case."""
    value = delivery.headers.find("content-type") or ""
    return value.partition(";")[0].strip().lower()
