"""What is signed, as a template: "v0:{timestamp}:{body}".

{body} and {timestamp} are as sent, {url} is the public one, {method} the HTTP method,
{header:Name} a header, {query:name} a query parameter, {form} the fields of a form sorted by
name, each with its value after it and nothing between.
"""

import re
from functools import cache
from urllib.parse import parse_qsl, urlsplit

from ..delivery import Delivery
from ..errors import SignatureMalformed
from . import required_header

FIELD = re.compile(r"\{(\w+)(?::([^}]+))?\}")
KNOWN = {"body", "timestamp", "url", "method", "header", "query", "form"}
MAX_FIELDS = 1000


def signed_bytes(template: str, delivery: Delivery, timestamp: str = "") -> bytes:
    """The bytes that a signature covers. Raises VerificationError where a part is missing."""
    return b"".join(
        part if isinstance(part, bytes) else _filled(*part, delivery, timestamp)
        for part in parts_of(template)
    )


@cache
def parts_of(template: str) -> tuple[bytes | tuple[str, str], ...]:
    """The template's texts and fields. Raises ValueError for a field that is not known."""
    parts: list[bytes | tuple[str, str]] = []
    position = 0
    for match in FIELD.finditer(template):
        parts.append(template[position : match.start()].encode())
        if match[1] not in KNOWN:
            raise ValueError(f"{template!r} has an unknown field, {match[1]!r}")
        parts.append((match[1], match[2] or ""))
        position = match.end()
    parts.append(template[position:].encode())
    return tuple(part for part in parts if part)


def form_text(delivery: Delivery) -> str:
    """A form's fields sorted by name, each with its value after it; repeated ones once."""
    try:
        fields = parse_qsl(
            delivery.body.decode("utf-8", "replace"),
            keep_blank_values=True,
            max_num_fields=MAX_FIELDS,
        )
    except ValueError:
        raise SignatureMalformed("The form has too many fields.") from None
    return "".join(name + value for name, value in sorted(set(fields)))


def query_value(delivery: Delivery, name: str) -> str:
    """The first value of a query parameter; empty if there is none."""
    try:
        pairs = parse_qsl(
            urlsplit(delivery.url).query,
            keep_blank_values=True,
            max_num_fields=MAX_FIELDS,
        )
    except ValueError:
        raise SignatureMalformed("The URL cannot be read.") from None
    return next((value for key, value in pairs if key == name), "")


def _filled(field: str, name: str, delivery: Delivery, timestamp: str) -> bytes:
    if field == "body":
        return delivery.body
    if field == "header":
        text = required_header(delivery, name)
    elif field == "query":
        text = query_value(delivery, name)
    elif field == "form":
        text = form_text(delivery)
    else:
        text = {
            "timestamp": timestamp,
            "url": delivery.url,
            "method": delivery.method,
        }[field]
    return text.encode("utf-8", "replace")
