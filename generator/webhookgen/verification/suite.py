"""The tests: the module's own, and the host's before and after."""

import re

from .subject import Before, Step, Subject, judged, skipped
from .tests import TestRun, broken, run_tests

MOST_REPEATED = 50
# What pytest prints of the first error.
ERROR = re.compile(r"^E +(\S.*)$", re.M)


def test_steps(subject: Subject, before: Before) -> list[Step]:
    """How the module's tests and the host's ended."""
    ours = subject.manifest.place.tests
    whole = run_tests(subject.host) if subject.host_tests else TestRun()
    part = whole.under(ours)
    if not part.outcomes:  # the host's own run leaves them out, or there was none
        part = run_tests(subject.host, ours)
    steps = [_of_module(subject, before, part)]
    if subject.host_tests:
        steps.append(_of_host(subject, before, whole))
    return steps


test_steps.__test__ = False  # type: ignore[attr-defined]


def _of_module(subject: Subject, before: Before, run: TestRun) -> Step:
    """All passed, none skipped."""
    name = "tests of the module"
    passed = run.having("passed")
    cannot = before.starts or before.tests.problem or _no_pytest(run)
    if not passed and cannot:
        return skipped(name, cannot)
    if run.problem or not passed:
        return judged(name, [run.problem or "no test ran"])
    others = _still(subject, set(run.outcomes) - passed)
    problems = [f"{id}: {run.outcomes[id]}" for id in sorted(others)]
    if problems and (error := ERROR.search(run.output)):
        problems[0] += f"\n  {error[1]}"
    return judged(name, problems, f"{len(passed)} passed")


def _of_host(subject: Subject, before: Before, after: TestRun) -> Step:
    """What passed before passes still."""
    name = "tests of the host"
    known = before.tests.having("passed")
    if not known:
        return skipped(name, before.tests.problem or "none passed before")
    if after.problem:
        return judged(name, [after.problem])
    lost = _still(subject, broken(before.tests, after))
    if lost:
        return judged(name, sorted(lost))
    if after.exit_code and not before.tests.exit_code and not after.having("failed"):
        tail = "\n".join(after.output.splitlines()[-5:])
        said = f"pytest ended with {after.exit_code}, before with 0:\n{tail}"
        return judged(name, [said])
    return judged(name, [], f"{len(known)} passed as before")


def _still(subject: Subject, failed: set[str]) -> set[str]:
    """Those that fail a second time too: others come and go, with us and without."""
    if not failed or len(failed) > MOST_REPEATED:
        return failed
    return failed - run_tests(subject.host, *sorted(failed)).having("passed")


def _no_pytest(run: TestRun) -> str:
    return run.problem if "No module named pytest" in run.problem else ""
