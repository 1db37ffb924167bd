"""PayPal: RSA signature of ids, time and a CRC-32 of the body, with a certificate of its own.

https://developer.paypal.com/api/rest/webhooks/rest/
The secret of this source is the webhook's id. A CRC is no cryptographic hash: somebody who has
seen one delivery can make another body for it, so fetch the resource before money moves.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Delivery
from ..errors import SignatureMalformed, SignatureMismatch
from . import required_header, with_headers
from .certificates import require_signed, rsa_signature
from .encodings import encode
from .pinned_fetch import Fetch, fetch_pinned, require_pinned
from .public_keys import decoded_signature
from .timestamps import stamp

HOSTS = r"https://api(-m)?(\.sandbox)?\.paypal\.com/[\w./?=&-]+"
SAMPLE_CERTIFICATE = "https://api.paypal.com/v1/notifications/certs/CERT-sample"


@dataclass(frozen=True)
class PayPalTransmission:
    """PAYPAL-TRANSMISSION-SIG over "id|time|webhook id|crc"."""

    fetch: Fetch = fetch_pinned

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        presented = required_header(delivery, "PAYPAL-TRANSMISSION-SIG")
        signature = decoded_signature(presented, "base64")
        if required_header(delivery, "PAYPAL-AUTH-ALGO") != "SHA256withRSA":
            raise SignatureMalformed("PAYPAL-AUTH-ALGO must be SHA256withRSA.")
        url = require_pinned(required_header(delivery, "PAYPAL-CERT-URL"), HOSTS)
        contents = [_content(delivery, secret) for secret in secrets]
        certificate = self.fetch(url)
        for index, content in enumerate(contents):
            try:
                if secrets[index]:
                    require_signed(
                        certificate, signature, content, delivery.received_at
                    )
                    return index
            except SignatureMismatch:
                continue
        raise SignatureMismatch

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        """`secret` is the webhook's id and, after a line break, a private key as PEM."""
        webhook_id, _, private = secret.partition("\n")
        delivery = with_headers(
            delivery,
            {
                "PAYPAL-TRANSMISSION-ID": "69cd13f0-d67a-11e5-baa3-778b53f4ae55",
                "PAYPAL-TRANSMISSION-TIME": stamp(delivery, "iso8601"),
                "PAYPAL-AUTH-ALGO": "SHA256withRSA",
                "PAYPAL-CERT-URL": SAMPLE_CERTIFICATE,
            },
        )
        signature = rsa_signature(private, _content(delivery, webhook_id))
        return with_headers(
            delivery, {"PAYPAL-TRANSMISSION-SIG": encode(signature, "base64")}
        )


def _content(delivery: Delivery, webhook_id: str) -> bytes:
    parts = (
        required_header(delivery, "PAYPAL-TRANSMISSION-ID"),
        required_header(delivery, "PAYPAL-TRANSMISSION-TIME"),
        webhook_id,
        str(zlib.crc32(delivery.body)),
    )
    return "|".join(parts).encode("utf-8", "replace")
