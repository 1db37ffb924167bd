"""CloudEvents over HTTP: structured, batched and binary, all as a list of events.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
"""

import base64
from typing import Any
from urllib.parse import unquote

from ..delivery import Delivery
from . import media_type, parse_json

BATCH = "application/cloudevents-batch+json"
PREFIX = "ce-"


def parse_cloudevents(delivery: Delivery) -> list[Any]:
    """The events in their JSON form. Raises ValueError."""
    if media_type(delivery) == BATCH:
        events = parse_json(delivery)
    elif delivery.headers.find("ce-id") is not None:
        events = [_binary(delivery)]
    else:
        events = [parse_json(delivery)]
    if not isinstance(events, list) or not all(isinstance(e, dict) for e in events):
        raise ValueError("The body holds no CloudEvents.")
    return events


def _binary(delivery: Delivery) -> dict[str, Any]:
    """An event whose attributes are headers, and whose data is the body."""
    event: dict[str, Any] = {
        name[len(PREFIX) :]: unquote(value)
        for name, value in delivery.headers.items()
        if name.startswith(PREFIX)
    }
    if not delivery.body:
        return event
    event["datacontenttype"] = delivery.headers.find("content-type")
    if media_type(delivery).endswith(("/json", "+json")):
        return {**event, "data": parse_json(delivery)}
    return {**event, "data_base64": base64.b64encode(delivery.body).decode()}
