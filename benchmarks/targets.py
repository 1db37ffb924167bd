"""What is to be reached, and what a quick run must not fall below."""

from dataclasses import dataclass

from .measurements import Measurements, Sample


@dataclass(frozen=True, kw_only=True)
class Target:
    """A bound on a quantity of a subject: as a ratio to another subject, or as it stands.

    The bound is the goal. `guard` is what a quick run fails beyond; docs/decisions/0017 says
    why it is where it is. Rates and times have none: on a busy machine even ratios of them move
    threefold, while those of CPU time per event stay.
    """

    subject: str
    quantity: str
    to: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    guard: float | None = None

    def __str__(self) -> str:
        what = f"{self.subject}: {self.quantity}"
        return f"{what}, to {self.to}" if self.to else what

    @property
    def goal(self) -> str:
        return self._bound(self.at_least, self.at_most)

    @property
    def limit(self) -> str:
        return self._bound(self.guard, self.guard) if self.guard else ""

    def _bound(self, low: float | None, high: float | None) -> str:
        return f"≥ {low:g}" if self.at_least else f"≤ {high:g}"


@dataclass(frozen=True)
class Verdict:
    """A target, and what was measured."""

    target: Target
    measured: Sample

    @property
    def is_reached(self) -> bool:
        target = self.target
        return self._is_within(target.at_least or target.at_most)

    @property
    def is_guarded(self) -> bool:
        """Whether a quick run may pass."""
        return self._is_within(self.target.guard)

    def _is_within(self, bound: float | None) -> bool:
        value = self.measured.median
        if bound is None:
            return True
        return value >= bound if self.target.at_least else value <= bound


def judge(target: Target, measurements: Measurements) -> Verdict | None:
    """The verdict; None where one of the two was not measured."""
    subject, quantity = target.subject, target.quantity
    measured = (
        measurements.ratio(quantity, subject, target.to)
        if target.to
        else measurements.find(subject, quantity)
    )
    return Verdict(target, measured) if measured else None
