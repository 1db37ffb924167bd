"""application/x-www-form-urlencoded."""

import json
from typing import Any
from urllib.parse import parse_qsl

from ..delivery import Delivery
from . import Parse, media_type, parse_json

MAX_FIELDS = 1000


def parse_form(delivery: Delivery) -> dict[str, Any]:
    """The fields of a form; of a repeated one the first. Raises ValueError."""
    try:
        pairs = parse_qsl(
            delivery.body.decode(),
            keep_blank_values=True,
            max_num_fields=MAX_FIELDS,
        )
    except ValueError:
        raise ValueError("The body is not a form.") from None
    return dict(reversed(pairs))


def json_in_form(field: str) -> Parse:
    """JSON in a field of a form; a body with another content type is JSON by itself."""

    def parse(delivery: Delivery) -> Any:
        if media_type(delivery) != "application/x-www-form-urlencoded":
            return parse_json(delivery)
        try:
            return json.loads(parse_form(delivery)[field])
        except (KeyError, ValueError, RecursionError):
            raise ValueError(f"The form has no JSON in {field!r}.") from None

    return parse


def form_or_json(delivery: Delivery) -> Any:
    """A form, or JSON: the content type says which. Raises ValueError."""
    if media_type(delivery) == "application/x-www-form-urlencoded":
        return parse_form(delivery)
    return parse_json(delivery)
