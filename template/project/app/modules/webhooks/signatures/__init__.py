"""Signature schemes: pure functions over a delivery and its secrets, one file per family in use.

Each scheme can sign what it verifies, so tests and tools never need a second implementation.
"""

import hmac
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Protocol

from ..delivery import Delivery
from ..errors import SignatureMalformed, SignatureMismatch, TimestampOutOfTolerance


class Scheme(Protocol):
    """How one provider proves that a delivery is its own."""

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        """The index of the secret that matched. Raises VerificationError, nothing else."""
        ...

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        """The same delivery as the provider would send it at its `received_at`."""
        ...


def matching_secret(
    secrets: Sequence[str], presented: Sequence[str], expected: Callable[[bytes], str]
) -> int:
    """The index of the first secret whose expected signature was presented, in constant time."""
    for index, secret in enumerate(secrets):
        # An empty key would let anybody sign.
        if secret and _any_equal(expected(secret.encode()), presented):
            return index
    raise SignatureMismatch


def require_fresh(timestamp: str, delivery: Delivery, tolerance: timedelta) -> None:
    """Judges a signed timestamp once, against the time of receipt, in both directions."""
    # Digits only and few of them: int() would also take "+5", "1_000" and a megabyte of digits.
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise SignatureMalformed("Its timestamp is not a number of seconds.")
    age = delivery.received_at.timestamp() - int(timestamp)
    if abs(age) > tolerance.total_seconds():
        direction = "old" if age > 0 else "in the future"
        raise TimestampOutOfTolerance(f"It is {abs(age):.0f} seconds {direction}.")


def _any_equal(expected: str, presented: Sequence[str]) -> bool:
    return any(
        hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))
        for signature in presented
    )
