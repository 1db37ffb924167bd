"""The tests: the module's own, and the host's before and after."""

from .subject import Before, Step, Subject, judged, skipped
from .tests import TestRun, broken, run_tests

MOST_REPEATED = 50


def test_steps(subject: Subject, before: Before) -> list[Step]:
    """How the module's tests and the host's ended."""
    ours = subject.manifest.place.tests
    whole = run_tests(subject.host) if subject.host_tests else TestRun()
    part = whole.under(ours)
    if (
        not part.outcomes
    ):  # the host's own run leaves this folder out, or could not be had
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
    if run.problem:
        return judged(name, [run.problem])
    others = [
        f"{id}: {ended}" for id, ended in run.outcomes.items() if ended != "passed"
    ]
    if not passed:
        others.append("no test ran")
    return judged(name, others, f"{len(passed)} passed")


def _of_host(subject: Subject, before: Before, after: TestRun) -> Step:
    """What passed before passes still."""
    name = "tests of the host"
    if not before.tests.having("passed"):
        return skipped(name, before.tests.problem or "none passed before")
    lost = broken(before.tests, after)
    if after.problem:
        return judged(name, [after.problem])
    if lost and len(lost) <= MOST_REPEATED:
        again = run_tests(subject.host, *sorted(lost))
        lost -= again.having("passed")  # it comes and goes, with us and without
    if lost:
        return judged(name, sorted(lost))
    if after.exit_code and not before.tests.exit_code and not _only_flaky(after):
        tail = "\n".join(after.output.splitlines()[-5:])
        return judged(
            name, [f"pytest ended with {after.exit_code}, before with 0:\n{tail}"]
        )
    return judged(name, [], f"{len(before.tests.having('passed'))} passed as before")


def _no_pytest(run: TestRun) -> str:
    return run.problem if "No module named pytest" in run.problem else ""


def _only_flaky(after: TestRun) -> bool:
    return bool(after.having("failed"))
