"""Pick-up: from sending an event to an idle worker's start on it."""

from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from . import engines, peer_engines
from .engines import Engine, reset_jobs, wait_for_jobs
from .measurements import Measurements, percentile
from .options import Options
from .rounds import alternate
from .targets import Target

TITLE = "Pick-up"
PAUSE = 0.1  # seconds between two events, so that the worker is idle
P50, P95 = "p50 ms", "p95 ms"

MEASURED = (engines.OURS_APPENDED, engines.OURS_DELIVERED, engines.OURS_IN_APP)
COMPARED = (P50, engines.OURS_APPENDED)
TARGETS = (Target(subject=engines.OURS_APPENDED, quantity=P50, at_most=5),)


def run(options: Options, folder: Path) -> Measurements:
    """Measures all engines, from just before an event is stored or a job sent."""
    with ExitStack() as stack:
        ours = stack.enter_context(engines.ours(options, folder))
        found: dict[str, Engine] = {
            name: engine for name, engine in ours.items() if name in MEASURED
        }
        for name, start in peer_engines.chosen(options).items():
            found[name] = stack.enter_context(start())
        subjects = {
            name: partial(measure, engine, options.picks)
            for name, engine in found.items()
        }
        return alternate(subjects, options.rounds)


def measure(engine: Engine, picks: int) -> Mapping[str, float]:
    """One round: events one by one."""
    reset_jobs(engine, picks)
    with engine.working(), engine.accepting() as enqueue:
        sent_at = enqueue(picks, pause=PAUSE)
        began = wait_for_jobs(engine)
    waits = [1000 * (b - s) for b, s in zip(began, sent_at, strict=True)]
    return {P50: percentile(waits, 0.5), P95: percentile(waits, 0.95)}
