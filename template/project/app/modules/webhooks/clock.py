"""The clock, and points in time as providers write them."""

import re
from datetime import datetime, timezone

# Python 3.10 reads neither more than six digits of a second nor an offset without a colon.
ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})?\d*(Z|[+-]\d\d:?\d\d)?", re.A
)


def utc_now() -> datetime:
    """The present, in UTC."""
    return datetime.now(timezone.utc)


def iso_moment(text: str, *, zone_missing: str = "") -> datetime | None:
    """A point in time from ISO 8601, in UTC; None for anything else, or without a zone."""
    if len(text) > 40 or not (match := ISO.fullmatch(text)):
        return None
    day, time, fraction, zone = match.groups()
    zone = (zone or zone_missing).replace("Z", "+00:00")
    if not zone:
        return None
    zone = f"{zone[:3]}:{zone[-2:]}"
    try:
        moment = datetime.fromisoformat(
            f"{day}T{time}{(fraction or '.0')[:7].ljust(7, '0')}{zone}"
        )
        return moment.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None
