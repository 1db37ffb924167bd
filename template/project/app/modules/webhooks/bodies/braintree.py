"""Braintree: XML, in base64, in a form."""

from dataclasses import replace
from typing import Any

from ..delivery import Delivery
from ..signatures.encodings import decode
from .form import parse_form
from .xml import parse_xml


def parse_notification(delivery: Delivery) -> Any:
    """The XML in bt_payload. Raises ValueError."""
    payload = parse_form(delivery).get("bt_payload", "")
    return parse_xml(replace(delivery, body=decode("".join(payload.split()), "base64")))
