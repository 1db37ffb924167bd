"""How much of each scenario runs: WEBHOOKGEN_CRASH chooses."""

import os
from dataclasses import dataclass

DATABASES = ("sqlite", "postgresql")
# Every engine, with either form now and then.
PAIRS = (
    ("celery-redis", "async"),
    ("celery-rabbitmq", "sync"),
    ("taskiq-redis", "sync"),
    ("taskiq-rabbitmq", "async"),
    ("taskiq-nats", "async"),
)
BROKERS = tuple(engine for engine, _ in PAIRS)
QUICK = (PAIRS[1], PAIRS[4])


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Counts; durations in seconds. The defaults are the full scale."""

    forms: tuple[str, ...] = ("async", "sync")  # of forms.py
    # Databases, of the scenarios in which no more than single processes die.
    few: tuple[str, ...] = DATABASES
    rounds: int = 12  # for each form, database and batch
    batches: tuple[int, ...] = (1, 16)
    engines: tuple[str, ...] = BROKERS  # of forms.py
    engine_rounds: int = 6  # for each form, database and engine
    pairs: tuple[tuple[str, str], ...] = PAIRS
    hinted: tuple[tuple[str, str], ...] = PAIRS  # of ../test_engines.py
    storm_deliveries: int = 100_000
    storm_events: int = 1_000
    outages: tuple[str, ...] = ("stopped", "read-only", "cutting")
    outage: float = 60
    refusal: float = 20  # of a database that is there
    patience: int = 15  # of the service; its own, at full scale
    hang: float = 40  # longer than the service is patient
    burst: float = 30
    left_out: tuple[str, ...] = ()  # files


SCALES = {
    "test": Scale(
        forms=("async",),
        few=("sqlite",),
        rounds=3,
        batches=(1,),
        engines=(),
        pairs=(),
        hinted=QUICK,
        storm_deliveries=10_000,
        storm_events=100,
        outages=("stopped",),
        outage=3,
        left_out=("test_hang.py", "test_burst.py"),
    ),
    # What "test" has no time for.
    "smoke": Scale(
        few=("postgresql",),
        rounds=4,
        batches=(16,),
        engine_rounds=2,
        hinted=tuple(pair for pair in PAIRS if pair not in QUICK),
        outages=("read-only", "cutting"),
        outage=3,
        patience=3,
        hang=8,
        burst=5,
        left_out=("test_storm.py",),
    ),
    "full": Scale(),
}

NAME = os.environ.get("WEBHOOKGEN_CRASH", "test")
SCALE = SCALES[NAME]
