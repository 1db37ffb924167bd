"""A provider's record as lines for people."""

from collections.abc import Iterator
from typing import Any

from ..catalog import Record


def facts_of(record: Record, source: str) -> Iterator[tuple[str, Any]]:
    """Titles and values: what is known, how sure it is, and what to configure for a source."""
    proof = record["proof"]
    yield "documentation", record["docs"]
    yield "checked", record["checked"]
    yield "confidence", f"{record['confidence']} ({proof['kind']}: {proof['detail']})"
    yield from _signature(record)
    yield from _events(record)
    yield "configure", f"WEBHOOKS_{source.upper()}_SECRETS: {record['secret']['hint']}"
    if hint := record["secret"].get("verify_token"):
        yield "", f"WEBHOOKS_{source.upper()}_VERIFY_TOKENS: {hint}"
    yield "endpoint", f"POST /webhooks/{source}"
    for note in record.get("notes", ()):
        yield "note", note


def _signature(record: Record) -> Iterator[tuple[str, Any]]:
    scheme = record["scheme"]
    yield "scheme", scheme["family"]
    for name, value in scheme.get("parameters", {}).items():
        yield f"  {name}", _text(value)
    yield (
        "signature covers",
        _text(record["covers"]) or "nothing: it is a shared secret",
    )
    headers = record.get("headers", {})
    yield "headers", ", ".join(f"{name}: {text}" for name, text in headers.items())
    if rotation := record.get("rotation"):
        yield "rotation", rotation


def _events(record: Record) -> Iterator[tuple[str, Any]]:
    for field in ("external_id", "type", "subject", "occurred_at"):
        if selector := record.get(field):
            yield f"event's {field}", _selector(selector)
    if batch := record.get("batch"):
        yield "several events in", _text(batch)
    shakes = [shake["family"] for shake in record.get("handshakes", ())]
    yield "handshakes", _text(shakes) or "none"
    if accepted := record.get("accepted"):
        yield "wants the answer", f"{accepted['status']} {accepted.get('body', '')}"
    if retries := record.get("retries"):
        yield "sends again", retries
    yield "largest body", f"{record['max_body_bytes']:,} bytes"
    yield "sample events", ", ".join(record["samples"])


def _selector(spec: dict[str, Any]) -> str:
    """{"first_of": [{"body": "id"}, {"header": "X"}]} as first_of(body id, header X)."""
    ((kind, value),) = spec.items()
    if isinstance(value, str):
        return f"{kind} {value}"
    parts = value if isinstance(value, list) else [value]
    inner = [
        _selector(p) if isinstance(p, dict) and len(p) == 1 else _text(p) for p in parts
    ]
    return f"{kind}({', '.join(inner)})"


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_text(part)}" for name, part in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
