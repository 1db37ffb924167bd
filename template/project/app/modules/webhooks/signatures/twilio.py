"""Twilio: HMAC of the public URL and the sorted fields of the form.

https://www.twilio.com/docs/usage/security#validating-requests
A JSON body is covered by its SHA-256 in the signed URL. Behind a proxy the application sees
another URL than Twilio called: WEBHOOKS_PUBLIC_URL tells the right one.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from ..bodies import media_type
from ..delivery import Delivery
from ..errors import SignatureMismatch
from . import equal, required_header, with_headers
from .encodings import encode
from .message import form_text, query_value

PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class TwilioUrl:
    """`X-Twilio-Signature: <base64 SHA-1 HMAC of the URL and the form>`."""

    header: str = "X-Twilio-Signature"

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        presented = required_header(delivery, self.header)
        form = ""
        if _is_form(delivery):
            form = form_text(delivery)
        elif not equal(
            hashlib.sha256(delivery.body).hexdigest(),
            query_value(delivery, "bodySHA256"),
        ):
            raise SignatureMismatch("The body is not the one whose hash is in the URL.")
        # Twilio signs the URL with its port or without, as its own library knows.
        contents = [url + form for url in _with_and_without_port(delivery.url)]
        for index, secret in enumerate(secrets):
            expected = [_signature(secret.encode(), content) for content in contents]
            if secret and any(equal(each, presented) for each in expected):
                return index
        raise SignatureMismatch

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        form = form_text(delivery) if _is_form(delivery) else ""
        if not _is_form(delivery):
            digest = hashlib.sha256(delivery.body).hexdigest()
            joint = "&" if "?" in delivery.url else "?"
            delivery = replace(
                delivery, url=f"{delivery.url}{joint}bodySHA256={digest}"
            )
        signature = _signature(secret.encode(), delivery.url + form)
        return with_headers(delivery, {self.header: signature})


def _is_form(delivery: Delivery) -> bool:
    return media_type(delivery) == "application/x-www-form-urlencoded"


def _with_and_without_port(url: str) -> tuple[str, ...]:
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return (url,)
    usual = PORTS.get(parts.scheme)
    if port is None:
        return url, parts._replace(netloc=f"{parts.netloc}:{usual}").geturl()
    if port == usual:
        return url, parts._replace(netloc=host).geturl()
    return (url,)


def _signature(key: bytes, content: str) -> str:
    mac = hmac.digest(key, content.encode("utf-8", "replace"), "sha1")
    return encode(mac, "base64")
