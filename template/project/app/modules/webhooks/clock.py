"""The one clock."""

from datetime import datetime, timezone


def utc_now() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(timezone.utc)
