"""A token that both sides know, sent along. It proves the sender; the body is not covered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode, urlsplit, urlunsplit

from ..delivery import Delivery
from ..errors import SignatureMalformed, SignatureMissing
from . import matching_secret, required_header, with_headers
from .message import query_value


@dataclass(frozen=True, kw_only=True)
class HeaderToken:
    """`header: <prefix><token>`."""

    header: str
    prefix: str = ""

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        value = required_header(delivery, self.header)
        if not value.startswith(self.prefix):
            raise SignatureMalformed(f"{self.header} must begin with {self.prefix!r}.")
        return matching_token(secrets, value.removeprefix(self.prefix))

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        return with_headers(delivery, {self.header: self.prefix + secret})


@dataclass(frozen=True, kw_only=True)
class QueryToken:
    """`?parameter=<token>` in the URL that the provider was given."""

    parameter: str

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        token = query_value(delivery, self.parameter)
        if not token:
            raise SignatureMissing(f"The URL has no {self.parameter}=.")
        return matching_token(secrets, token)

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        url = urlsplit(delivery.url)
        query = "&".join(filter(None, [url.query, urlencode({self.parameter: secret})]))
        return replace(delivery, url=urlunsplit(url._replace(query=query)))


def matching_token(secrets: Sequence[str], token: str) -> int:
    """The index of the secret that was sent, in constant time. Raises SignatureMismatch."""
    return matching_secret(secrets, [token], lambda key: key.decode("utf-8", "replace"))
