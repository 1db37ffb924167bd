"""How much of each scenario runs: WEBHOOKGEN_CRASH chooses."""

import os
from dataclasses import dataclass

DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Counts; durations in seconds."""

    forms: tuple[str, ...] = ("async",)
    point_databases: tuple[str, ...] = DATABASES
    rounds: int = 110  # for each form and database
    storm_deliveries: int = 100_000
    storm_events: int = 1_000
    outages: tuple[str, ...] = ("stopped", "read-only", "cutting")
    outage: float = 60
    hang: float = 60  # longer than the service is patient
    burst: float = 60
    left_out: tuple[str, ...] = ()  # files


SCALES = {
    "test": Scale(
        point_databases=("sqlite",),
        rounds=3,
        storm_deliveries=10_000,
        storm_events=100,
        outages=("stopped",),
        outage=3,
        left_out=("test_hang.py", "test_burst.py"),
    ),
    # What "test" has no time for.
    "smoke": Scale(
        point_databases=("postgresql",),
        rounds=15,
        outages=("read-only", "cutting"),
        outage=5,
        hang=20,
        burst=10,
        left_out=("test_poison.py", "test_slow.py", "test_stop.py", "test_storm.py"),
    ),
    "full": Scale(),
}

NAME = os.environ.get("WEBHOOKGEN_CRASH", "test")
SCALE = SCALES[NAME]
