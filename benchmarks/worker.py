"""Processing: how many queued jobs a second one worker process works off."""

from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from . import engines
from .engines import Engine
from .measurements import Measurements
from .options import Options
from .processes import Broken, cpu_seconds, wait_until
from .rounds import alternate
from .targets import Target

TITLE = "Worker"
WARM_UP = 0.1  # of the jobs, not timed: connections are being made

RATE, CPU = "jobs/s", "worker CPU µs/job"
FASTEST = "the fastest on Redis"

TARGETS = (
    Target(subject=engines.OURS, quantity=RATE, to=FASTEST, at_least=1),
    Target(subject=engines.OURS_BATCH, quantity=RATE, to=FASTEST, at_least=3),
)


def run(options: Options, folder: Path) -> Measurements:
    """Measures all workers. Raises Broken when a job was not done exactly once."""
    with ExitStack() as stack:
        found = dict(stack.enter_context(engines.ours(options, folder)))
        for name, start in engines.chosen(options).items():
            found[name] = stack.enter_context(start())
        subjects = {
            name: partial(measure, engine, options.jobs)
            for name, engine in found.items()
        }
        measurements = alternate(subjects, options.rounds)
    measurements.add_best(FASTEST, RATE, of=engines.ON_REDIS)
    return measurements


def measure(engine: Engine, jobs: int) -> Mapping[str, float]:
    """One round: a full queue, and then a worker."""
    engines.reset_jobs(engine, jobs)
    engine.enqueue(0, jobs)
    with engine.working() as process:
        undone = "SELECT count(*) FROM job WHERE done = 0"
        wait_until(lambda: engine.database.query(undone) == [0], "all jobs", every=0.25)
        used = cpu_seconds(process)
    if engine.database.query("SELECT count(*) FROM job WHERE done <> 1") != [0]:
        raise Broken("some jobs were done twice")
    began = engine.database.query("SELECT began FROM job ORDER BY began")
    timed = began[int(WARM_UP * jobs) :]
    return {RATE: len(timed) / (timed[-1] - timed[0]), CPU: 1e6 * used / jobs}
