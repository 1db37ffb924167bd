"""A header that holds an HMAC, or several: what the HMAC families have in common."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Delivery
from ..errors import SignatureMalformed, SignatureMissing
from . import matching_secret, with_headers
from .encodings import Digest, Encoding, KeyForm, encode, key_of


@dataclass(frozen=True, kw_only=True)
class HmacHeader:
    """`header: <prefix><HMAC>`.

    With a `separator` the header is a list, and an item without the prefix is of another
    version. `more_headers` hold further signatures while a secret is rolled.
    """

    header: str
    more_headers: tuple[str, ...] = ()
    prefix: str = ""
    separator: str = ""
    digest: Digest = "sha256"
    encoding: Encoding = "hex"
    key: KeyForm = "text"

    def match(self, delivery: Delivery, secrets: Sequence[str], content: bytes) -> int:
        """The index of the secret that signed the content. Raises VerificationError."""
        presented = self._presented(delivery)
        return matching_secret(
            secrets, presented, lambda key: self._signature(key, content), self.key
        )

    def signed(self, delivery: Delivery, secret: str, content: bytes) -> Delivery:
        """The delivery with the content's signature."""
        value = self.prefix + self._signature(key_of(secret, self.key), content)
        return with_headers(delivery, {self.header: value})

    def _presented(self, delivery: Delivery) -> list[str]:
        names = (self.header, *self.more_headers)
        values = [v for v in map(delivery.headers.find, names) if v is not None]
        if not values:
            raise SignatureMissing(f"{self.header} was not sent.")
        items = [item for value in values for item in self._items(value)]
        presented = [item for item in items if item.startswith(self.prefix)]
        if not presented:
            raise SignatureMalformed(f"{self.header} must begin with {self.prefix!r}.")
        return [item.removeprefix(self.prefix) for item in presented]

    def _items(self, value: str) -> list[str]:
        if not self.separator:
            return [value]
        return [item.strip() for item in value.split(self.separator)]

    def _signature(self, key: bytes, content: bytes) -> str:
        return encode(hmac.digest(key, content, self.digest), self.encoding)
