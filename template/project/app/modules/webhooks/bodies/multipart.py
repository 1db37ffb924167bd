"""multipart/form-data with JSON in one of its fields."""

import json
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from ..delivery import Delivery
from . import Parse, media_type, parse_json


def json_in_multipart(field: str) -> Parse:
    """JSON in a field; a body with another content type is JSON by itself."""

    def parse(delivery: Delivery) -> Any:
        if media_type(delivery) != "multipart/form-data":
            return parse_json(delivery)
        try:
            return json.loads(_fields(delivery)[field])
        except (KeyError, ValueError, RecursionError):
            raise ValueError(f"The form has no JSON in {field!r}.") from None

    return parse


def _fields(delivery: Delivery) -> dict[str, bytes]:
    content_type = delivery.headers.find("content-type") or ""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("utf-8", "replace")
    try:
        message = BytesParser(policy=HTTP).parsebytes(head + delivery.body)
        return {
            str(part.get_param("name", header="content-disposition")): bytes(
                part.get_payload(decode=True) or b""
            )
            for part in message.iter_parts()
        }
    # The email package lets its own mistakes with broken headers through.
    except Exception:
        raise ValueError("The body is not multipart/form-data.") from None
