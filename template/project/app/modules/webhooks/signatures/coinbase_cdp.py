"""Coinbase Developer Platform: the header names the headers that it covers.

https://docs.cdp.coinbase.com/webhooks/verify-signatures
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Delivery
from ..errors import SignatureMalformed
from . import matching_secret, required_header, with_headers
from .timestamps import require_fresh, stamp

HEADER = "X-Hook0-Signature"
SIGNED = "content-type x-event-id x-event-type"


@dataclass(frozen=True, kw_only=True)
class CoinbaseHook0:
    """`t=<seconds>,h=<names>,v1=<hex HMAC of "time.names.values.body">`.

    The older v0, of "time.body", does not cover the headers with id and type: it is not taken.
    """

    tolerance_seconds: int = 300

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        items = required_header(delivery, HEADER).split(",")
        fields = dict(item.strip().partition("=")[::2] for item in items)
        if not all(fields.get(name) for name in ("t", "h", "v1")):
            raise SignatureMalformed(f"{HEADER} needs t=, h= and v1=.")
        content = _content(delivery, fields["t"], fields["h"])
        matched = matching_secret(
            secrets, [fields["v1"]], lambda key: _signature(key, content)
        )
        require_fresh(fields["t"], delivery, self.tolerance_seconds)
        return matched

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        timestamp = stamp(delivery)
        content = _content(delivery, timestamp, SIGNED)
        signature = _signature(secret.encode(), content)
        value = f"t={timestamp},h={SIGNED},v1={signature}"
        return with_headers(delivery, {HEADER: value})


def _content(delivery: Delivery, timestamp: str, names: str) -> bytes:
    values = ".".join(required_header(delivery, name) for name in names.split(" "))
    head = f"{timestamp}.{names}.{values}.".encode("utf-8", "replace")
    return head + delivery.body


def _signature(key: bytes, content: bytes) -> str:
    return hmac.digest(key, content, "sha256").hex()
