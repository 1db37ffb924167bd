"""python -m benchmarks [ingest|worker|...] [--rounds 3] [--seconds 5] [--quick] [--save]"""

import argparse
import signal
import sys
import warnings
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from copier.errors import DirtyLocalWarning

from . import cli, growth, ingest, pickup, results, worker
from .errors import Broken
from .options import QUICK, Options
from .report import report, verdicts
from .scenario import Scenario

SCENARIOS: Mapping[str, Scenario] = {
    "ingest": ingest,
    "worker": worker,
    "pickup": pickup,
    "growth": growth,
    "cli": cli,
}
# Pick-up has no ratio to guard.
QUICK_SCENARIOS = ("ingest", "worker", "growth", "cli")


def main() -> int:
    """Measures and shows. Fails when in a quick run a guard does not hold."""
    # The uncommitted template is what is to be measured.
    warnings.simplefilter("ignore", DirtyLocalWarning)
    # Databases and processes of the run end with it, also when it is ended from outside.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    arguments = _parser().parse_args()
    options = _options(arguments)
    default = QUICK_SCENARIOS if arguments.quick else SCENARIOS
    missed = [
        failure
        for name in arguments.scenarios or default
        for failure in _measure(name, options, save=arguments.save)
    ]
    if arguments.save:
        results.write_markdown(SCENARIOS)
    for failure in missed:
        print(f"worse than its guard: {failure}")
    return int(bool(missed and arguments.quick))


def _measure(name: str, options: Options, *, save: bool) -> list[str]:
    """Runs a scenario; the targets whose guard does not hold."""
    scenario = SCENARIOS[name]
    print(f"\n== {scenario.TITLE}", flush=True)
    with TemporaryDirectory() as folder:
        measurements = scenario.run(options, Path(folder))
    print(f"\n{report(scenario, measurements)}", flush=True)
    if save:
        results.save(name, scenario, options, measurements)
    judged = verdicts(scenario, measurements)
    return [f"{v.target} {v.target.limit}" for v in judged if not v.is_guarded]


def _options(arguments: argparse.Namespace) -> Options:
    numbers = {
        field.name: getattr(arguments, field.name, None) for field in fields(Options)
    }
    given = {name: value for name, value in numbers.items() if value is not None}
    answers = dict(answer.split("=", 1) for answer in arguments.answer)
    return replace(QUICK if arguments.quick else Options(), **given, answers=answers)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    add = parser.add_argument
    add("scenarios", nargs="*", metavar="|".join(SCENARIOS))
    add("--quick", action="store_true", help="little of all; fails far from a target")
    add("--save", action="store_true", help="into results.json, results.md and docs/")
    add("--answer", action="append", default=[], metavar="session=sync")
    add("--rounds", type=int)
    add("--seconds", type=float, help="under load, a round of a receiver")
    add("--jobs", type=int, help="queued, a round of a worker")
    add("--picks", type=int, help="events for an idle worker, a round")
    add("--rows", type=int, help="of history, at the end")
    return parser


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Broken as error:
        sys.exit(f"nothing measured: {error}")
