"""Signature schemes: pure functions over a delivery and its secrets, one file per family in use.

Each scheme can sign what it verifies, so tests and tools never need a second implementation.
"""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from ..delivery import Delivery, Headers
from ..errors import SignatureMismatch, SignatureMissing
from .encodings import KeyForm, key_of


class Scheme(Protocol):
    """How one provider proves that a delivery is its own."""

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        """The index of the secret that matched. Raises VerificationError whatever was sent."""
        ...

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        """The same delivery as the provider would send it at its `received_at`."""
        ...


def matching_secret(
    secrets: Sequence[str],
    presented: Sequence[str],
    expected: Callable[[bytes], str],
    form: KeyForm = "text",
) -> int:
    """The index of the first secret whose expected signature was presented, in constant time."""
    unreadable = ""
    for index, secret in enumerate(secrets):
        try:
            key = key_of(secret, form)
        except ValueError:
            unreadable = f"Secret {index + 1} is not written as {form}."
            continue
        # An empty key would let anybody sign.
        if key and any(equal(expected(key), signature) for signature in presented):
            return index
    raise SignatureMismatch(unreadable)


def equal(expected: str, presented: str) -> bool:
    """Whether two texts are the same, in a time that does not tell where they differ."""
    return hmac.compare_digest(
        expected.encode("utf-8", "replace"), presented.encode("utf-8", "replace")
    )


def required_header(delivery: Delivery, name: str) -> str:
    """The value of a header. Raises SignatureMissing."""
    value = delivery.headers.find(name)
    if value is None:
        raise SignatureMissing(f"{name} was not sent.")
    return value


def with_headers(delivery: Delivery, headers: Mapping[str, str]) -> Delivery:
    """The delivery with these headers as well."""
    return replace(delivery, headers=Headers({**delivery.headers, **headers}))
