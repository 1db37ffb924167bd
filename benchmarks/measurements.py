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
        samples = [sample for s in of if (sample := self.find(s, quantity))]
        best = max(samples, key=lambda sample: sample.median)
        self.values[name] = {quantity: list(best.values)}

    def quantities(self) -> list[str]:
        """Of all subjects, in the order in which they came."""
        return list(dict.fromkeys(name for of in self.values.values() for name in of))

    def find(self, subject: str, quantity: str) -> Sample | None:
        """None where it was not measured."""
        values = self.values.get(subject, {}).get(quantity)
        return Sample(tuple(values)) if values else None

    def ratio(self, quantity: str, subject: str, to: str) -> Sample | None:
        """How often `to` goes into `subject`, round by round: both saw the same minute."""
        one, other = self.find(subject, quantity), self.find(to, quantity)
        if one is None or other is None:
            return None
        pairs = zip(one.values, other.values, strict=True)
        return Sample(tuple(mine / theirs for mine, theirs in pairs))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all do not exceed. Nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]
