"""Apple's App Store: what its signed payloads hold, the nested ones too."""

import json
from typing import Any

from ..delivery import Delivery
from ..paths import look_up, put
from ..signatures.encodings import decode
from . import parse_json

NESTED = ("data.signedTransactionInfo", "data.signedRenewalInfo")


def parse_notification(delivery: Delivery) -> Any:
    """The notification, which was verified, with what it nests. Raises ValueError."""
    notification = _payload(look_up(parse_json(delivery), "signedPayload"))
    for path in NESTED:
        if nested := look_up(notification, path):
            notification = put(notification, path, _payload(nested))
    return notification


def _payload(token: Any) -> Any:
    try:
        return json.loads(decode(token.split(".")[1], "base64url"))
    except (AttributeError, IndexError, ValueError, RecursionError):
        raise ValueError("The body has no readable signedPayload.") from None
