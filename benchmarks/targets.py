"""What is to be reached, and whether it was."""

from dataclasses import dataclass

from .measurements import Measurements, Sample

SLACK = 2  # a quick run on a busy machine fails beyond this factor only


@dataclass(frozen=True, kw_only=True)
class Target:
    """A bound on a quantity of a subject: as a ratio to another subject, or as it stands."""

    subject: str
    quantity: str
    to: str | None = None
    at_least: float | None = None
    at_most: float | None = None

    def __str__(self) -> str:
        what = f"{self.subject}: {self.quantity}"
        return f"{what}, to {self.to}" if self.to else what

    @property
    def bound(self) -> str:
        return f"≥ {self.at_least:g}" if self.at_least else f"≤ {self.at_most:g}"


@dataclass(frozen=True)
class Verdict:
    """A target, and what was measured."""

    target: Target
    measured: Sample

    @property
    def is_reached(self) -> bool:
        return self._holds(slack=1)

    @property
    def is_half_reached(self) -> bool:
        return self._holds(slack=SLACK)

    def _holds(self, slack: float) -> bool:
        value, target = self.measured.median, self.target
        if target.at_least is not None:
            return value >= target.at_least / slack
        return target.at_most is None or value <= target.at_most * slack


def judge(target: Target, measurements: Measurements) -> Verdict | None:
    """The verdict; None where one of the two was not measured."""
    subject, quantity = target.subject, target.quantity
    measured = (
        measurements.ratio(quantity, subject, target.to)
        if target.to
        else measurements.find(subject, quantity)
    )
    return Verdict(target, measured) if measured else None
