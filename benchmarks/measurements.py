"""What was measured, and what is computed from it. Knows nothing of how it was measured."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True)
class Sample:
    """The values of several rounds."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def low(self) -> float:
        return min(self.values)

    @property
    def high(self) -> float:
        return max(self.values)


@dataclass
class Measurements:
    """Quantities of subjects; each has one value a round, or none in any."""

    values: dict[str, dict[str, list[float]]] = field(default_factory=dict)

    def add(self, subject: str, quantities: Mapping[str, float]) -> None:
        """Takes up one round of one subject."""
        of_subject = self.values.setdefault(subject, {})
        for quantity, value in quantities.items():
            of_subject.setdefault(quantity, []).append(value)

    def add_best(self, name: str, quantity: str, *, of: Iterable[str]) -> None:
        """Adds the subject of the highest median once more, under this name."""
        measured = [subject for subject in of if self.has(subject, quantity)]
        best = max(measured, key=lambda s: self.sample(s, quantity).median)
        self.values[name] = {quantity: self.values[best][quantity]}

    def has(self, subject: str, quantity: str) -> bool:
        return quantity in self.values.get(subject, {})

    def sample(self, subject: str, quantity: str) -> Sample:
        return Sample(tuple(self.values[subject][quantity]))

    def ratio(self, quantity: str, subject: str, to: str) -> Sample:
        """How often `to` goes into `subject`, round by round: both saw the same minute."""
        pairs = zip(
            self.values[subject][quantity], self.values[to][quantity], strict=True
        )
        return Sample(tuple(one / other for one, other in pairs))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all do not exceed. Nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]
