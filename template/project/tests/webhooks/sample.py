"""Sample deliveries of the providers, from samples/<source>.json."""

import json
from datetime import datetime
from pathlib import Path
from string import Template
from typing import Any

from app.modules.webhooks.clock import utc_now
from app.modules.webhooks.delivery import Delivery, Headers

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
    return Delivery(
        source=source,
        method="POST",
        url=f"http://test/webhooks/{source}",
        headers=Headers(_filled(record["headers"], values)),
        body=json.dumps(_filled(record["bodies"][type], values)).encode(),
        received_at=at,
    )


def _filled(part: Any, values: dict[str, Any]) -> Any:
    if isinstance(part, dict):
        return {key: _filled(value, values) for key, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, values) for value in part]
    if part == "$unix_time":
        return values["unix_time"]
    return Template(part).substitute(values) if isinstance(part, str) else part
