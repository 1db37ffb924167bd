"""Signed sample deliveries, and the verdict on deliveries that somebody received."""

import json
import secrets
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from string import Template
from typing import Any
from urllib.parse import urlencode

from .catalog import Record, suggestion
from .errors import UsageError
from .purecode import build_provider, pure_module


@dataclass(frozen=True)
class SignedRequest:
    """A delivery, ready to be sent."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    method: str = "POST"


@dataclass(frozen=True)
class Verdict:
    """`secret` is the position of the one that matched, from 1; else `problem` says why not.

    `kind` names the class of the problem in the service's errors.py.
    """

    secret: int | None = None
    kind: str = ""
    problem: str = ""


def sign_sample(
    record: Record,
    type: str,
    *,
    secret: str,
    url: str,
    now: datetime,
    id: str | None = None,
    data: bytes | None = None,
) -> SignedRequest:
    """An event as the provider would send it now; `data` replaces the sample's body.

    Raises UsageError for a type without a sample, and where signing needs more than the secret.
    """
    id = id or secrets.token_hex(8)
    values = {
        "id": id,
        # Of the id, so that the same id twice is the same event twice.
        "subject": f"s{id}",
        "type": type,
        "event": type.partition(".")[0],
        "unix_time": int(now.timestamp()),
        "iso_time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    headers = fill(record.get("headers", {}), values)
    if data is None:
        body = fill(_sample(record, type), values)
        data = encode_body(body, headers.get("Content-Type", ""))
    url = with_query(url, fill(record.get("query", {}), values))
    delivery = delivery_of(record, url=url, headers=headers, body=data, received_at=now)
    signed = sign(record, delivery, secret)
    return SignedRequest(signed.url, signed.headers, signed.body)


def sign(record: Record, delivery: Any, secret: str) -> Any:
    """The delivery with the provider's signature. Raises UsageError where that needs more."""
    if not secret:
        raise UsageError("the secret is empty")
    scheme = build_provider(record).scheme
    try:
        return scheme.sign(delivery, secret)
    # What a key that is none, or a body that is not the provider's, raises depends on a library.
    except Exception as error:
        raise UsageError(_cannot_sign(record)) from error


def _cannot_sign(record: Record) -> str:
    name, secret = record["name"], record["secret"]
    if secret.get("fetched"):
        why = (
            f"services check it against keys that they fetch from {name}, "
            "so nobody else can sign for it: use its own test events"
        )
    elif secret.get("signing"):
        why = (
            f"only {name} has the private key: make a key pair, give its private half "
            "here and its public half to the service"
        )
    else:
        why = f"the secret must be {secret['hint']}; and --data what {name} sends"
    return f"nothing can be signed as {record['key']} with this; {why}"


def verify_delivery(
    record: Record,
    *,
    headers: Mapping[str, str],
    body: bytes,
    url: str,
    secrets: Sequence[str],
    received_at: datetime,
) -> Verdict:
    """What a service would have said to this delivery. Raises UsageError without a secret."""
    if not any(secrets):
        raise UsageError("no secret was given, or only empty ones")
    delivery = delivery_of(
        record, url=url, headers=headers, body=body, received_at=received_at
    )
    try:
        matched = build_provider(record).verify(delivery, secrets)
    except pure_module("errors").WebhookError as error:
        return Verdict(kind=type(error).__name__, problem=error.message)
    return Verdict(secret=matched + 1)


def encode_body(body: Any, content_type: str) -> bytes:
    """A sample's body as the provider sends it: JSON, or a form with JSON where values nest."""
    if isinstance(body, str):
        return body.encode()
    if content_type.startswith("application/x-www-form-urlencoded"):
        return urlencode({name: _field(value) for name, value in body.items()}).encode()
    if content_type.startswith("multipart/form-data"):
        boundary = content_type.partition("boundary=")[2]
        parts = [
            f"--{boundary}\r\nContent-Disposition: form-data; "
            f'name="{name}"\r\n\r\n{_field(value)}\r\n'
            for name, value in body.items()
        ]
        return "".join([*parts, f"--{boundary}--\r\n"]).encode()
    return json.dumps(body).encode()


def _field(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _sample(record: Record, type: str) -> Any:
    samples = record["samples"]
    if type not in samples:
        raise UsageError(
            f"there is no sample of {type!r} for {record['key']}; "
            f"{suggestion(type, samples)}; or give a body of your own with --data"
        )
    return samples[type]


def with_query(url: str, query: Mapping[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}" if query else url


def delivery_of(
    record: Record,
    *,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    received_at: datetime,
    method: str = "POST",
) -> Any:
    """A request as the service sees it."""
    module = pure_module("delivery")
    return module.Delivery(
        source=record["key"],
        method=method,
        url=url,
        headers=module.Headers(headers),
        body=body,
        received_at=received_at,
    )


def fill(part: Any, values: Mapping[str, Any]) -> Any:
    """A sample with its $placeholders replaced; "$unix_time" alone becomes a number,
    {"$base64": text} the text in base64.
    """
    if isinstance(part, dict) and part.keys() == {"$base64"}:
        return b64encode(fill(part["$base64"], values).encode()).decode()
    if isinstance(part, dict):
        return {key: fill(value, values) for key, value in part.items()}
    if isinstance(part, list):
        return [fill(value, values) for value in part]
    if part == "$unix_time":
        return values["unix_time"]
    return Template(part).substitute(values) if isinstance(part, str) else part
