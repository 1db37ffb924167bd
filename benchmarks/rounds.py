"""Rounds in which all subjects take turns, so that a noisy minute hits all of them."""

from collections.abc import Callable, Mapping

from .measurements import Measurements

Measure = Callable[[], Mapping[str, float]]  # one round of one subject, by quantity


def alternate(
    subjects: Mapping[str, Measure], rounds: int, say: Callable[[str], None] = print
) -> Measurements:
    """Measures every subject once a round; every other round in reverse order."""
    measurements = Measurements()
    for number in range(1, rounds + 1):
        order = list(subjects)[:: 1 if number % 2 else -1]
        for subject in order:
            quantities = subjects[subject]()
            measurements.add(subject, quantities)
            shown = "  ".join(
                f"{name} {value:,.4g}" for name, value in quantities.items()
            )
            say(f"  round {number}  {subject:<44}  {shown}")
    return measurements
