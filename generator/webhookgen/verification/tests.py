"""The host's tests, run by its own pytest and told apart by their ids."""

import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..interpreter import HostPython, last_line

PLUGIN = Path(__file__).with_name("plugin")
SECONDS = 1800


@dataclass(frozen=True)
class TestRun:
    """How each test ended, by its id; `problem` says why there was no run."""

    __test__ = False  # no test class to pytest

    outcomes: Mapping[str, str] = field(default_factory=dict)
    exit_code: int = 0
    problem: str = ""
    output: str = ""

    def having(self, outcome: str) -> set[str]:
        return {id for id, ended in self.outcomes.items() if ended == outcome}

    def under(self, folder: str) -> "TestRun":
        """The part of the run that is about a folder's tests."""
        kept = {id: o for id, o in self.outcomes.items() if id.startswith(f"{folder}/")}
        return replace(self, outcomes=kept)


def run_tests(host: HostPython, *arguments: str) -> TestRun:
    """Runs the tests as `python -m pytest` does, with the host's own configuration."""
    with tempfile.TemporaryDirectory(prefix="webhookgen-tests-") as folder:
        report = Path(folder) / "report"
        variables = {
            **host.variables,
            "PYTHONPATH": _joined(str(PLUGIN), host.variables.get("PYTHONPATH")),
            "WEBHOOKGEN_REPORT": str(report),
            "COVERAGE_FILE": str(Path(folder) / "coverage"),
        }
        options = ["-p", "webhookgen_report", "-p", "no:cacheprovider", "-q"]
        command = [str(host.python), "-m", "pytest", *options, *arguments]
        try:
            done = replace(host, variables=variables).run(command, seconds=SECONDS)
        except (OSError, subprocess.TimeoutExpired) as error:
            return TestRun(problem=str(error), exit_code=-1)
        outcomes = _read(report)
    if done.returncode and not outcomes:  # without pytest it is 1, as with failed tests
        said = last_line(done.stderr) or last_line(done.stdout)
        return TestRun(problem=said, exit_code=done.returncode, output=done.stdout)
    return TestRun(outcomes, done.returncode, output=done.stdout + done.stderr)


def broken(before: TestRun, after: TestRun) -> set[str]:
    """The tests that passed before and do not pass any more."""
    return before.having("passed") - after.having("passed")


def _read(report: Path) -> dict[str, str]:
    """The worst that happened in each test."""
    worst = ["passed", "skipped", "failed"]
    outcomes: dict[str, str] = {}
    lines: Sequence[str] = (
        report.read_text("utf-8").splitlines() if report.exists() else ()
    )
    for id, outcome in map(json.loads, lines):
        known = outcomes.get(id, "passed")
        outcomes[id] = max(known, outcome, key=worst.index)
    return outcomes


def _joined(*parts: str | None) -> str:
    import os

    return os.pathsep.join(part for part in parts if part)
