"""Linear: HMAC of the body, and a time inside it.

https://linear.app/developers/webhooks
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..bodies import parse_json
from ..delivery import Delivery
from ..errors import SignatureMalformed
from ..paths import look_up, put
from .hmac_header import HmacHeader
from .timestamps import require_fresh, stamp


@dataclass(frozen=True, kw_only=True)
class LinearHmac(HmacHeader):
    """`Linear-Signature: <HMAC of the body>`; its age is that of `webhookTimestamp`."""

    header: str = "Linear-Signature"
    tolerance_seconds: int = 60

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        matched = self.match(delivery, secrets, delivery.body)
        try:
            timestamp = look_up(parse_json(delivery), "webhookTimestamp")
        except ValueError as error:
            raise SignatureMalformed(str(error)) from None
        require_fresh(str(timestamp), delivery, self.tolerance_seconds, "milliseconds")
        return matched

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        timestamp = int(stamp(delivery, "milliseconds"))
        body = put(json.loads(delivery.body), "webhookTimestamp", timestamp)
        delivery = replace(delivery, body=json.dumps(body).encode())
        return self.signed(delivery, secret, delivery.body)
