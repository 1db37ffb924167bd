"""When a target is reached, and when a quick run fails."""

from dataclasses import replace

import pytest

from benchmarks.measurements import Measurements
from benchmarks.targets import Target, judge

FAST = Target(subject="ours", quantity="rate", to="peer", at_least=2.5, guard=1.25)
SHORT = Target(subject="ours", quantity="wait", to="peer", at_most=1, guard=2)
SMALL = Target(subject="ours", quantity="size", at_most=1.5)
KNOWN = replace(FAST, at_least=25, guard=0.2)
BOUNDED = replace(SMALL, guard=2)


@pytest.mark.parametrize(
    ("target", "ours", "is_reached", "is_guarded"),
    [
        (FAST, 25, True, True),
        (FAST, 24, False, True),
        (FAST, 12, False, False),
        (SHORT, 10, True, True),
        (SHORT, 11, False, True),
        (SHORT, 21, False, False),
        (SMALL, 1.5, True, True),
        (SMALL, 3.1, False, True),
        (KNOWN, 2, False, True),
        (KNOWN, 1.9, False, False),
        (BOUNDED, 1.9, False, True),
        (BOUNDED, 2.1, False, False),
    ],
)
def test_verdicts(
    target: Target, ours: float, is_reached: bool, is_guarded: bool
) -> None:
    of_peer = {"rate": [10.0], "wait": [10.0]}
    values = {"ours": {target.quantity: [ours]}, "peer": of_peer}
    verdict = judge(target, Measurements(values))
    assert verdict is not None
    assert (verdict.is_reached, verdict.is_guarded) == (
        is_reached,
        is_guarded,
    )


def test_one_bad_round_does_not_decide() -> None:
    values = {"ours": {"rate": [30.0, 2.0, 28.0]}, "peer": {"rate": [10.0] * 3}}
    verdict = judge(FAST, Measurements(values))
    assert verdict is not None
    assert verdict.is_reached


def test_without_its_peer_a_target_has_no_verdict() -> None:
    assert judge(FAST, Measurements({"ours": {"rate": [30.0]}})) is None
