"""Deliveries of every provider, signed, to break one thing at a time."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from webhookgen.catalog import Record, find_record, provider_names
from webhookgen.handshake import Question, questions
from webhookgen.purecode import build_provider, pure_module
from webhookgen.signing import sign_sample

delivery_module = pure_module("delivery")
errors = pure_module("errors")
paths = pure_module("paths")

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
URL = "https://hooks.example.com/webhooks/it"

RECORDS = {name: find_record(name) for name in provider_names()}
EVENTS = [
    (name, type) for name, record in RECORDS.items() for type in record["samples"]
]
each_record = pytest.mark.parametrize(
    "record", [pytest.param(record, id=name) for name, record in RECORDS.items()]
)
each_event = pytest.mark.parametrize(
    ("record", "type"),
    [pytest.param(RECORDS[name], type, id=f"{name}-{type}") for name, type in EVENTS],
)


def provider_of(record: Record) -> Any:
    """Its provider, which finds at URLs what the record has for them."""
    return build_provider(record, record["secret"].get("fetched", {}))


def secret_of(record: Record) -> str:
    """What a service is configured with."""
    secret: str = record["secret"]["example"]
    return secret


def key_of(record: Record) -> str:
    """What the provider signs with: the same, or its private half."""
    key: str = record["secret"].get("signing") or record["secret"]["example"]
    return key


def other_secret(record: Record) -> str:
    """Another secret of the same form."""
    secret: str = record["secret"].get("other") or "another secret"
    return secret


def signed(
    record: Record,
    type: str | None = None,
    *,
    id: str = "abc123",
    now: datetime = NOW,
) -> Any:
    """A delivery of this type, else of the first one."""
    type = type or next(iter(record["samples"]))
    request = sign_sample(record, type, secret=key_of(record), url=URL, now=now, id=id)
    delivery = delivery_of(record, request.headers, request.body, request.url)
    return replace(delivery, received_at=now)


def delivery_of(
    record: Record,
    headers: Mapping[str, str],
    body: bytes,
    url: str = URL,
    method: str = "POST",
) -> Any:
    return delivery_module.Delivery(
        source=record["key"],
        method=method,
        url=url,
        headers=delivery_module.Headers(headers),
        body=body,
        received_at=NOW,
    )


def asked(record: Record, handshake: Mapping[str, Any]) -> Any:
    """The request of a handshake, signed if its provider signs it."""
    request = question(record, handshake).request
    headers, body = request.headers, request.body
    return delivery_of(record, headers, body, request.url, request.method)


def question(record: Record, handshake: Mapping[str, Any]) -> Question:
    """The handshake as `webhookgen handshake` plays it."""
    asked = questions(
        record, url=URL, now=NOW, secret=key_of(record), verify_token="verify token"
    )
    number: int = record["handshakes"].index(handshake)
    return asked[number]


def tampered(delivery: Any, part: str) -> Any:
    """The delivery with another value of what a record says is covered."""
    kind, _, name = part.partition(":")
    if kind == "body" and not name:
        return replace(delivery, body=delivery.body + b" ")
    if kind == "url":
        return replace(delivery, url=delivery.url.replace("hooks.", "other."))
    if kind == "query":
        assert f"{name}=" in delivery.url
        return replace(delivery, url=delivery.url.replace(f"{name}=", f"{name}=x"))
    if kind == "header":
        value = delivery.headers.find(name)
        # Of a JWT the signature's first character: some bits of the last one mean nothing.
        at = value.rindex(".") + 1 if value.count(".") == 2 else len(value) - 1
        other = "1" if value[at] != "1" else "2"
        changed = {**delivery.headers, name: value[:at] + other + value[at + 1 :]}
        return replace(delivery, headers=delivery_module.Headers(changed))
    try:
        body = json.loads(delivery.body)
    except ValueError:
        return replace(delivery, body=_form_with_another(delivery.body, name))
    value = paths.look_up(body, name)
    assert value is not None, f"the sample has no {name}"
    body = paths.put(body, name, 9 if isinstance(value, int) else f"{value}9")
    return replace(delivery, body=json.dumps(body).encode())


def _form_with_another(body: bytes, name: str) -> bytes:
    """A form whose field, or whose JSON field's last key, has another value."""
    key = name.rpartition(".")[2].encode()
    for opening in (b'"%s": "' % key, key + b"="):
        if opening in body:
            return body.replace(opening, opening + b"9")
    raise AssertionError(f"the sample has no {name}")
