"""Google Pub/Sub: a message whose data is JSON, in base64."""

import json
from typing import Any

from ..delivery import Delivery
from ..signatures.encodings import decode
from . import parse_json


def parse_message(delivery: Delivery) -> Any:
    """The body, with the message's data read. Raises ValueError."""
    body = parse_json(delivery)
    try:
        message = body["message"]
        return {**body, "message": {**message, "data": _read(message["data"])}}
    except (KeyError, TypeError):
        raise ValueError("The body is no Pub/Sub message.") from None


def _read(data: Any) -> Any:
    try:
        return json.loads(decode(data, "base64"))
    except (ValueError, AttributeError, RecursionError):
        raise ValueError("The message's data is not JSON in base64.") from None
