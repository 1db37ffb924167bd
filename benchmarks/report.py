"""What a run shows: ratios first."""

from collections.abc import Iterable, Iterator, Sequence

from .measurements import Measurements, Sample
from .targets import Target, Verdict, judge


def verdicts(measurements: Measurements, targets: Iterable[Target]) -> list[Verdict]:
    """Of the targets whose subjects were measured."""
    judged = (judge(target, measurements) for target in targets)
    return [verdict for verdict in judged if verdict]


def show(title: str, measurements: Measurements, targets: Sequence[Target]) -> None:
    """Prints one scenario."""
    print()
    for line in table(verdict_rows(measurements, targets)):
        print(line)
    print()
    for line in table(subject_rows(measurements)):
        print(line)


def verdict_rows(
    measurements: Measurements, targets: Sequence[Target]
) -> Iterator[tuple[str, ...]]:
    yield "target", "bound", "measured", "reached"
    for verdict in verdicts(measurements, targets):
        reached = "yes" if verdict.is_reached else "no"
        yield (
            str(verdict.target),
            verdict.target.bound,
            _shown(verdict.measured),
            reached,
        )


def subject_rows(measurements: Measurements) -> Iterator[tuple[str, ...]]:
    quantities = list(
        dict.fromkeys(name for of in measurements.values.values() for name in of)
    )
    yield "", *quantities
    for subject in measurements.values:
        yield (
            subject,
            *(
                _shown(measurements.sample(subject, quantity))
                if measurements.has(subject, quantity)
                else ""
                for quantity in quantities
            ),
        )


def table(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """As Markdown, aligned, so that it can be read as printed."""
    cells = list(rows)
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "| " + " | ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    ruler = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return [lines[0], ruler, *lines[1:]]


def _shown(sample: Sample) -> str:
    """Median, and from where to where the rounds went."""
    return f"{_number(sample.median)} ({_number(sample.low)} to {_number(sample.high)})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
