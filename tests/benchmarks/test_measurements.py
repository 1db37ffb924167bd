"""What is computed from rounds."""

import pytest

from benchmarks.measurements import Measurements, percentile
from benchmarks.rounds import alternate


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([7.0], 0.5, 7.0),
        ([4.0, 1.0, 3.0, 2.0], 0.5, 2.0),
        ([4.0, 1.0, 3.0, 2.0], 0.75, 3.0),
        ([4.0, 1.0, 3.0, 2.0], 0.99, 4.0),
        ([float(n) for n in range(1, 101)], 0.95, 95.0),
    ],
)
def test_percentiles_are_values_that_occurred(
    values: list[float], share: float, expected: float
) -> None:
    assert percentile(values, share) == expected


def test_ratios_are_taken_round_by_round() -> None:
    # In the second round the machine was busy: both are slow, the ratio stays.
    measurements = Measurements({"ours": {"rate": [30, 3]}, "peer": {"rate": [10, 1]}})
    ratio = measurements.ratio("rate", "ours", "peer")
    assert ratio is not None
    assert (ratio.low, ratio.median, ratio.high) == (3, 3, 3)


def test_what_was_not_measured_has_no_ratio() -> None:
    measurements = Measurements({"ours": {"rate": [30]}})
    assert measurements.ratio("rate", "ours", "peer") is None
    assert measurements.ratio("size", "ours", "ours") is None


def test_the_best_is_the_subject_with_the_highest_median() -> None:
    measurements = Measurements(
        {"steady": {"rate": [5, 5, 5]}, "lucky": {"rate": [9, 1, 1]}}
    )
    measurements.add_best("best", "rate", of=["steady", "lucky", "not measured"])
    best = measurements.find("best", "rate")
    assert best is not None
    assert best.values == (5, 5, 5)


def test_every_other_round_goes_the_other_way() -> None:
    turns: list[str] = []

    def take_turn(name: str) -> dict[str, float]:
        turns.append(name)
        return {"turn": len(turns)}

    subjects = {name: lambda name=name: take_turn(name) for name in "abc"}
    measurements = alternate(subjects, rounds=3, say=lambda line: None)
    assert "".join(turns) == "abccbaabc"
    assert measurements.values["c"]["turn"] == [3, 4, 9]
