"""How much of each scenario runs: WEBHOOKGEN_CRASH chooses."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Counts and durations; seconds where nothing else is said."""

    forms: tuple[str, ...]
    point_databases: tuple[str, ...]
    rounds: int  # for each form and database
    storm_deliveries: int
    storm_events: int
    outage: float
    hang: float  # beyond the service's patience of 15 seconds, where time allows
    burst: float


DATABASES = ("sqlite", "postgresql")

SCALES = {
    "test": Scale(
        forms=("async",),
        point_databases=("sqlite",),
        rounds=4,
        storm_deliveries=10_000,
        storm_events=100,
        outage=5,
        hang=5,
        burst=5,
    ),
    "smoke": Scale(
        forms=("async",),
        point_databases=DATABASES,
        rounds=15,
        storm_deliveries=10_000,
        storm_events=100,
        outage=5,
        hang=20,
        burst=10,
    ),
    "full": Scale(
        forms=("async",),
        point_databases=DATABASES,
        rounds=110,
        storm_deliveries=100_000,
        storm_events=1_000,
        outage=60,
        hang=60,
        burst=60,
    ),
}

NAME = os.environ.get("WEBHOOKGEN_CRASH", "test")
SCALE = SCALES[NAME]
