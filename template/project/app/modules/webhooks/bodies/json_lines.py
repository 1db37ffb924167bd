"""JSON lines: one document per line. A JSON array or a single object is read as well."""

import json
from typing import Any

from ..delivery import Delivery
from . import parse_json


def parse_json_lines(delivery: Delivery) -> list[Any]:
    """The documents as a list. Raises ValueError."""
    try:
        whole = parse_json(delivery)
        return whole if isinstance(whole, list) else [whole]
    except ValueError:
        pass
    try:
        lines = delivery.body.decode().splitlines()
        return [json.loads(line) for line in lines if line.strip()]
    except (ValueError, RecursionError):
        raise ValueError("The body is not JSON lines.") from None
