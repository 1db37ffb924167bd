"""How much of each scenario runs: WEBHOOKGEN_CRASH chooses."""

import os
from dataclasses import dataclass

DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Counts; durations in seconds."""

    forms: tuple[str, ...] = ("async",)  # of forms.py
    few: tuple[str, ...] = (
        DATABASES  # databases, of scenarios that wait more than they do
    )
    rounds: int = 30  # for each form and database
    storm_deliveries: int = 100_000
    storm_events: int = 1_000
    outages: tuple[str, ...] = ("stopped", "read-only", "cutting")
    outage: float = 60
    hang: float = 60  # longer than the service is patient
    burst: float = 60
    left_out: tuple[str, ...] = ()  # files


SCALES = {
    "test": Scale(
        few=("sqlite",),
        rounds=3,
        storm_deliveries=10_000,
        storm_events=100,
        outages=("stopped",),
        outage=3,
        left_out=("test_hang.py", "test_burst.py"),
    ),
    # What "test" has no time for.
    "smoke": Scale(
        few=("postgresql",),
        rounds=15,
        outages=("read-only", "cutting"),
        outage=5,
        hang=20,
        burst=10,
        left_out=("test_storm.py",),
    ),
    "full": Scale(forms=("async", "sync", "async, batches", "sync, batches")),
}

NAME = os.environ.get("WEBHOOKGEN_CRASH", "test")
SCALE = SCALES[NAME]
