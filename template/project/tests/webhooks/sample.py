"""Sample deliveries of the providers, from samples/<source>.json."""

import json
from base64 import b64encode
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlencode

from app.modules.webhooks.clock import utc_now
from app.modules.webhooks.delivery import Delivery, Headers
from app.modules.webhooks.paths import look_up, put
from app.modules.webhooks.providers.provider import Provider

SAMPLES = {
    path.stem: json.loads(path.read_text())
    for path in (Path(__file__).parent / "samples").glob("*.json")
}
EVENTS = [
    (source, type) for source in sorted(SAMPLES) for type in SAMPLES[source]["bodies"]
]


def sample(
    source: str,
    type: str,
    *,
    id: str = "1",
    subject: str = "1",
    at: datetime | None = None,
) -> Delivery:
    """An unsigned delivery as the provider would send it."""
    at = at or utc_now()
    values = {
        "id": id,
        "subject": subject,
        "type": type,
        "event": type.partition(".")[0],
        "iso_time": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "unix_time": int(at.timestamp()),
    }
    record = SAMPLES[source]
    headers = Headers(_filled(record["headers"], values))
    return Delivery(
        source=source,
        method="POST",
        url=f"http://test/webhooks/{source}{_query(record, values)}",
        headers=headers,
        body=_encoded(_filled(record["bodies"][type], values), headers),
        received_at=at,
    )


def signed(provider: Provider, type: str) -> Delivery:
    """A delivery as the provider would send it."""
    secret: str = SAMPLES[provider.source]["signing_secret"]
    return provider.scheme.sign(sample(provider.source, type), secret)


def without_network(provider: Provider) -> Provider:
    """The provider, finding at URLs what its samples say is there."""
    scheme = provider.scheme
    if not hasattr(scheme, "fetch"):
        return provider
    fetched: dict[str, str] = SAMPLES[provider.source]["fetched"]
    found: Any = replace(scheme, fetch=lambda url: fetched[url].encode())  # type: ignore[type-var]
    return replace(provider, scheme=found)


def tampered(delivery: Delivery, part: str) -> Delivery:
    """The delivery, changed where its signature covers it."""
    kind, _, name = part.partition(":")
    if kind == "url":
        return replace(delivery, url=delivery.url + "/elsewhere")
    if kind == "query":
        return replace(delivery, url=delivery.url.replace(f"{name}=", f"{name}=x"))
    if kind == "header":
        value = delivery.headers[name.lower()]
        changed = value[:-1] + ("1" if value[-1] != "1" else "2")
        return replace(delivery, headers=Headers({**delivery.headers, name: changed}))
    if not name:
        return replace(delivery, body=delivery.body + b" ")
    if delivery.body.startswith((b"{", b"[")):
        body = json.loads(delivery.body)
        value = look_up(body, name)
        body = put(body, name, 9 if isinstance(value, int) else f"{value}9")
        return replace(delivery, body=json.dumps(body).encode())
    key = name.rpartition(".")[2].encode()
    for opening in (b'"%s": "' % key, key + b"="):
        if opening in delivery.body:
            return replace(
                delivery, body=delivery.body.replace(opening, opening + b"9")
            )
    raise AssertionError(f"The sample has no {name}.")


def _query(record: Any, values: dict[str, Any]) -> str:
    query = _filled(record["query"], values)
    return f"?{urlencode(query)}" if query else ""


def _encoded(body: Any, headers: Headers) -> bytes:
    if isinstance(body, str):
        return body.encode()
    content_type = headers.find("content-type") or ""
    if not content_type.startswith(("application/x-www-form", "multipart/")):
        return json.dumps(body).encode()
    fields = {k: v if isinstance(v, str) else json.dumps(v) for k, v in body.items()}
    if content_type.startswith("application/x-www-form"):
        return urlencode(fields).encode()
    boundary = content_type.partition("boundary=")[2]
    parts = [
        f"--{boundary}\r\nContent-Disposition: form-data; "
        f'name="{name}"\r\n\r\n{text}\r\n'
        for name, text in fields.items()
    ]
    return "".join([*parts, f"--{boundary}--\r\n"]).encode()


def _filled(part: Any, values: dict[str, Any]) -> Any:
    if isinstance(part, dict) and part.keys() == {"$base64"}:
        return b64encode(_filled(part["$base64"], values).encode()).decode()
    if isinstance(part, dict):
        return {key: _filled(value, values) for key, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, values) for value in part]
    if part == "$unix_time":
        return values["unix_time"]
    return Template(part).substitute(values) if isinstance(part, str) else part
