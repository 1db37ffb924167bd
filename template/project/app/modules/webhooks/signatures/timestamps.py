"""Signed timestamps: read as the provider writes them, judged once, at receipt."""

from datetime import datetime, timezone
from typing import Literal

from ..clock import iso_moment
from ..delivery import Delivery
from ..errors import SignatureMalformed, TimestampOutOfTolerance

Unit = Literal["seconds", "milliseconds", "iso8601"]


def require_fresh(
    timestamp: str,
    delivery: Delivery,
    tolerance_seconds: int | None,
    unit: Unit = "seconds",
) -> None:
    """Judges a timestamp against the time of receipt, in both directions.

    Without a tolerance it is not judged: the provider's retries keep the first timestamp, or
    it documents none.
    """
    if tolerance_seconds is None:
        return
    age = delivery.received_at.timestamp() - _seconds(timestamp, unit)
    if abs(age) > tolerance_seconds:
        direction = "old" if age > 0 else "in the future"
        raise TimestampOutOfTolerance(f"It is {abs(age):.0f} seconds {direction}.")


def stamp(delivery: Delivery, unit: Unit = "seconds") -> str:
    """The time of receipt, as the provider would have written it on sending."""
    moment: datetime = delivery.received_at.astimezone(timezone.utc)
    if unit == "iso8601":
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    factor = 1000 if unit == "milliseconds" else 1
    return str(int(moment.timestamp() * factor))


def _seconds(timestamp: str, unit: Unit) -> float:
    if unit == "iso8601":
        moment = iso_moment(timestamp)
        if moment is None:
            raise SignatureMalformed("Its timestamp is not in ISO 8601.")
        return moment.timestamp()
    # Digits only and few of them: int() would also take "+5", "1_000" and a megabyte of digits.
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 15):
        raise SignatureMalformed(f"Its timestamp is not a number of {unit}.")
    return int(timestamp) / (1000 if unit == "milliseconds" else 1)
