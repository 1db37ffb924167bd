"""Mercado Pago: HMAC of an id in the URL, of the request's id and of the time.

https://www.mercadopago.com/developers/en/docs/your-integrations/notifications/webhooks
The body is not covered at all: fetch the resource that `data.id` names.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Delivery
from ..errors import SignatureMalformed
from . import matching_secret, required_header, with_headers
from .message import query_value
from .timestamps import Unit, require_fresh, stamp

HEADER = "x-signature"


@dataclass(frozen=True, kw_only=True)
class MercadoPagoHmac:
    """`x-signature: ts=<time>,v1=<hex HMAC of "id:...;request-id:...;ts:...;">`."""

    tolerance_seconds: int | None

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        items = required_header(delivery, HEADER).split(",")
        fields = dict(item.strip().partition("=")[::2] for item in items)
        if not fields.get("ts") or not fields.get("v1"):
            raise SignatureMalformed(f"{HEADER} needs ts= and v1=.")
        matched = matching_secret(
            secrets, [fields["v1"]], lambda key: _signature(key, delivery, fields["ts"])
        )
        # Both units were seen: seconds have ten digits until the year 2286.
        unit: Unit = "milliseconds" if len(fields["ts"]) > 11 else "seconds"
        require_fresh(fields["ts"], delivery, self.tolerance_seconds, unit)
        return matched

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        timestamp = stamp(delivery)
        signature = _signature(secret.encode(), delivery, timestamp)
        return with_headers(delivery, {HEADER: f"ts={timestamp},v1={signature}"})


def _signature(key: bytes, delivery: Delivery, timestamp: str) -> str:
    pairs = {
        "id": query_value(delivery, "data.id"),
        "request-id": delivery.headers.find("x-request-id"),
        "ts": timestamp,
    }
    # A pair without a value is left out.
    text = "".join(f"{name}:{value};" for name, value in pairs.items() if value)
    return hmac.digest(key, text.encode("utf-8", "replace"), "sha256").hex()
