"""Processing: how many queued jobs a second one worker process works off."""

from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from . import engines, peer_engines
from .engines import Engine, is_below, reset_jobs, undone, wait_for_jobs
from .measurements import Measurements
from .options import Options
from .processes import cpu_seconds, wait_until
from .rounds import alternate
from .targets import Target

TITLE = "Worker"
WARM_UP = 0.1  # of the jobs, not timed: connections are being made

RATE, CPU = "jobs/s", "worker CPU µs/job"
ALL_CPU = "CPU µs/job with PostgreSQL's"
FASTEST = "the fastest on Redis, a session per job"
FASTEST_RAW = "the fastest on Redis, through the raw driver"

MEASURED = (engines.OURS, engines.OURS_BATCH)
COMPARED = (RATE, engines.OURS)
TARGETS = (
    Target(subject=engines.OURS, quantity=RATE, to=FASTEST, at_least=1),
    Target(subject=engines.OURS_BATCH, quantity=RATE, to=FASTEST, at_least=3),
    Target(subject=engines.OURS, quantity=RATE, to=FASTEST_RAW, at_least=1),
    Target(subject=engines.OURS_BATCH, quantity=RATE, to=FASTEST_RAW, at_least=3),
    # As CPU time, which a busy machine changes little. Redis' own is not counted.
    Target(
        subject=engines.OURS,
        quantity=ALL_CPU,
        to=peer_engines.DRAMATIQ,
        at_most=1,
        guard=2,
    ),
    Target(
        subject=engines.OURS_BATCH,
        quantity=ALL_CPU,
        to=peer_engines.DRAMATIQ,
        at_most=0.33,
        guard=0.67,
    ),
)


def run(options: Options, folder: Path) -> Measurements:
    """Measures all workers. Raises Broken when a job was not done exactly once."""
    with ExitStack() as stack:
        ours = stack.enter_context(engines.ours(options, folder))
        found: dict[str, Engine] = {
            name: engine for name, engine in ours.items() if name in MEASURED
        }
        peers = peer_engines.chosen(options) | peer_engines.chosen_raw(options)
        for name, start in peers.items():
            found[name] = stack.enter_context(start())
        subjects = {
            name: partial(measure, engine, _jobs(name, options))
            for name, engine in found.items()
        }
        measurements = alternate(subjects, options.rounds)
    measurements.add_best(FASTEST, RATE, of=peer_engines.ON_REDIS)
    measurements.add_best(FASTEST_RAW, RATE, of=peer_engines.ON_REDIS_RAW)
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
        assert process
        warm = partial(is_below, jobs - int(WARM_UP * jobs), engine)
        wait_until(warm, "the first jobs to be done")
        cpu = cpu_seconds(process), engine.database.cpu_seconds()
        left = undone(engine)
        began = sorted(wait_for_jobs(engine))
        used = cpu_seconds(process) - cpu[0]
        used_in_all = used + engine.database.cpu_seconds() - cpu[1]
    timed = began[int(WARM_UP * jobs) :]
    return {
        RATE: len(timed) / (timed[-1] - timed[0]),
        CPU: 1e6 * used / left,
        ALL_CPU: 1e6 * used_in_all / left,
    }
