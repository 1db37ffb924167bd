"""python -m benchmarks [ingest|worker|...] [--rounds 3] [--seconds 5] [--quick]"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from . import ingest, worker
from .options import QUICK, Options
from .processes import Broken
from .report import show, verdicts

SCENARIOS = {"ingest": ingest, "worker": worker}


def main() -> int:
    """Measures, shows, and fails when a quick run misses a target by more than half."""
    arguments = _parser().parse_args()
    options = _options(arguments)
    missed = 0
    with TemporaryDirectory() as folder:
        for name in arguments.scenarios or SCENARIOS:
            scenario = SCENARIOS[name]
            print(f"\n== {scenario.TITLE}")
            try:
                measurements = scenario.run(options, Path(folder))
            except Broken as error:
                print(error, file=sys.stderr)
                return 1
            show(scenario.TITLE, measurements, scenario.TARGETS)
            judged = verdicts(measurements, scenario.TARGETS)
            missed += sum(not verdict.is_half_reached for verdict in judged)
    return int(bool(missed and arguments.quick))


def _options(arguments: argparse.Namespace) -> Options:
    given = {
        name: value
        for name in ("rounds", "seconds", "jobs", "picks", "rows")
        if (value := getattr(arguments, name)) is not None
    }
    answers = dict(answer.split("=", 1) for answer in arguments.answer)
    return replace(QUICK if arguments.quick else Options(), answers=answers, **given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    add = parser.add_argument
    add("scenarios", nargs="*", metavar="|".join(SCENARIOS))
    add("--quick", action="store_true", help="few rounds; fails below half of a target")
    add("--answer", action="append", default=[], metavar="session=sync")
    add("--rounds", type=int)
    add("--seconds", type=float, help="under load, a round of a receiver")
    add("--jobs", type=int, help="queued, a round of a worker")
    add("--picks", type=int, help="events for an idle worker, a round")
    add("--rows", type=int, help="of history, at the end")
    return parser


if __name__ == "__main__":
    sys.exit(main())
