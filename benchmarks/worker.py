"""Processing: how many queued jobs a second one worker process works off."""

from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from . import engines, peer_engines
from .engines import Engine, reset_jobs, wait_for_jobs
from .measurements import Measurements
from .options import Options
from .processes import cpu_seconds
from .rounds import alternate
from .targets import Target

TITLE = "Worker"
WARM_UP = 0.1  # of the jobs, not timed: connections are being made

RATE, CPU = "jobs/s", "worker CPU µs/job"
FASTEST = "the fastest on Redis"

MEASURED = (engines.OURS, engines.OURS_BATCH)
COMPARED = (RATE, engines.OURS)
TARGETS = (
    Target(subject=engines.OURS, quantity=RATE, to=FASTEST, at_least=1),
    Target(subject=engines.OURS_BATCH, quantity=RATE, to=FASTEST, at_least=3),
)


def run(options: Options, folder: Path) -> Measurements:
    """Measures all workers. Raises Broken when a job was not done exactly once."""
    with ExitStack() as stack:
        ours = stack.enter_context(engines.ours(options, folder))
        found: dict[str, Engine] = {
            name: engine for name, engine in ours.items() if name in MEASURED
        }
        for name, start in peer_engines.chosen(options).items():
            found[name] = stack.enter_context(start())
        subjects = {
            name: partial(measure, engine, _jobs(name, options))
            for name, engine in found.items()
        }
        measurements = alternate(subjects, options.rounds)
    measurements.add_best(FASTEST, RATE, of=peer_engines.ON_REDIS)
    return measurements


def _jobs(name: str, options: Options) -> int:
    """Fewer for a slow engine: it would take minutes."""
    return options.jobs // 10 if name in peer_engines.SLOW else options.jobs


def measure(engine: Engine, jobs: int) -> Mapping[str, float]:
    """One round: a full queue, and then a worker."""
    reset_jobs(engine, jobs)
    with engine.accepting() as enqueue:
        enqueue(jobs, pause=0)
    with engine.working() as process:
        began = sorted(wait_for_jobs(engine))
        used = cpu_seconds(process) if process else 0
    timed = began[int(WARM_UP * jobs) :]
    return {RATE: len(timed) / (timed[-1] - timed[0]), CPU: 1e6 * used / jobs}
