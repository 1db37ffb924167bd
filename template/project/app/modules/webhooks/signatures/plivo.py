"""Plivo: HMAC of the URL, and of the sorted form for voice, with a nonce.

https://www.plivo.com/docs/voice/concepts/signature-validation/
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from ..delivery import Delivery
from ..errors import SignatureMalformed
from . import required_header, with_headers
from .encodings import Encoding
from .hmac_header import HmacHeader
from .message import MAX_FIELDS, form_text

SAMPLE_NONCE = "05429567804466091622"


@dataclass(frozen=True, kw_only=True)
class PlivoVoice(HmacHeader):
    """`X-Plivo-Signature-V3`: base64 HMAC of "URL?query.form.nonce"."""

    header: str = "X-Plivo-Signature-V3"
    more_headers: tuple[str, ...] = ("X-Plivo-Signature-Ma-V3",)
    separator: str = ","
    encoding: Encoding = "base64"
    nonce_header: str = "X-Plivo-Signature-V3-Nonce"

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        nonce = required_header(delivery, self.nonce_header)
        return self.match(delivery, secrets, self.content(delivery, nonce))

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        delivery = with_headers(delivery, {self.nonce_header: SAMPLE_NONCE})
        return self.signed(delivery, secret, self.content(delivery, SAMPLE_NONCE))

    def content(self, delivery: Delivery, nonce: str) -> bytes:
        """What is signed."""
        base, query = _split(delivery.url)
        form = form_text(delivery)
        # A form without a query stands after a "?" of its own, without a dot.
        text = base + ("?" if query or form else "") + query
        text += ("." if query and form else "") + form
        return f"{text}.{nonce}".encode("utf-8", "replace")


@dataclass(frozen=True, kw_only=True)
class PlivoMessaging(PlivoVoice):
    """`X-Plivo-Signature-V2`: base64 HMAC of URL and nonce. The body is not covered."""

    header: str = "X-Plivo-Signature-V2"
    more_headers: tuple[str, ...] = ("X-Plivo-Signature-Ma-V2",)
    nonce_header: str = "X-Plivo-Signature-V2-Nonce"

    def content(self, delivery: Delivery, nonce: str) -> bytes:
        base, _ = _split(delivery.url)
        return f"{base}{nonce}".encode("utf-8", "replace")


def _split(url: str) -> tuple[str, str]:
    """The URL without its query, and the query's pairs sorted."""
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(
            parts.query, keep_blank_values=True, max_num_fields=MAX_FIELDS
        )
    except ValueError:
        raise SignatureMalformed("The URL cannot be read.") from None
    base = parts._replace(query="", fragment="").geturl()
    return base, "&".join(f"{name}={value}" for name, value in sorted(pairs))
