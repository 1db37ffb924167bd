"""Contentful: HMAC of a canonical request, which names the headers that it covers.

https://www.contentful.com/developers/docs/webhooks/request-verification/
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from ..delivery import Delivery
from ..errors import SignatureMalformed
from . import required_header, with_headers
from .hmac_header import HmacHeader
from .timestamps import require_fresh, stamp

TIMESTAMP = "x-contentful-timestamp"
NAMES = "x-contentful-signed-headers"
SIGNED = f"{NAMES},{TIMESTAMP},x-contentful-topic"
# What JavaScript's encodeURI leaves as it is.
PLAIN = "-_.!~*'();/?:@&=+$,#"


@dataclass(frozen=True, kw_only=True)
class ContentfulRequest(HmacHeader):
    """`x-contentful-signature: <hex HMAC of method, path, named headers and body>`."""

    header: str = "x-contentful-signature"
    tolerance_seconds: int = 30

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        names = required_header(delivery, NAMES)
        timestamp = required_header(delivery, TIMESTAMP)
        # Otherwise the time would be anybody's.
        if TIMESTAMP not in names.split(","):
            raise SignatureMalformed(f"{NAMES} must name {TIMESTAMP}.")
        matched = self.match(delivery, secrets, _content(delivery, names))
        require_fresh(timestamp, delivery, self.tolerance_seconds, "milliseconds")
        return matched

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        headers = {NAMES: SIGNED, TIMESTAMP: stamp(delivery, "milliseconds")}
        delivery = with_headers(delivery, headers)
        return self.signed(delivery, secret, _content(delivery, SIGNED))


def _content(delivery: Delivery, names: str) -> bytes:
    try:
        url = urlsplit(delivery.url)
    except ValueError:
        raise SignatureMalformed("The URL cannot be read.") from None
    path = _quoted(url.path, PLAIN) + (
        f"?{_quoted(url.query, '')}" if url.query else ""
    )
    headers = ";".join(
        f"{name.lower()}:{required_header(delivery, name).strip()}"
        for name in sorted(names.split(","))
    )
    head = "\n".join([delivery.method, path, headers, ""])
    return head.encode("utf-8", "replace") + delivery.body


def _quoted(text: str, plain: str) -> str:
    return quote(text, plain, errors="replace")
