"""A scenario's figures as tables: ratios first, each as median (lowest to highest round)."""

from collections.abc import Iterable, Iterator

from .measurements import Measurements, Sample
from .scenario import Scenario
from .targets import Verdict, judge


def report(scenario: Scenario, measurements: Measurements) -> str:
    """Both tables, as Markdown that can be read as it is."""
    targets = _table(_verdict_rows(verdicts(scenario, measurements)))
    subjects = _table(_subject_rows(scenario, measurements))
    return f"{targets}\n\n{subjects}\n"


def verdicts(scenario: Scenario, measurements: Measurements) -> list[Verdict]:
    """Of the targets whose subjects were measured."""
    judged = (judge(target, measurements) for target in scenario.TARGETS)
    return [verdict for verdict in judged if verdict]


def _verdict_rows(verdicts: Iterable[Verdict]) -> Iterator[list[str]]:
    yield ["target", "goal", "guard", "measured", "goal reached"]
    for verdict in verdicts:
        reached = "yes" if verdict.is_reached else "**no**"
        target, measured = verdict.target, _shown(verdict.measured)
        yield [str(target), target.goal, target.limit, measured, reached]


def _subject_rows(
    scenario: Scenario, measurements: Measurements
) -> Iterator[list[str]]:
    main, reference = scenario.COMPARED
    quantities = measurements.quantities()
    yield ["", f"{main}, to {reference}", *quantities]
    for subject in measurements.values:
        ratio = measurements.ratio(main, subject, reference)
        samples = [measurements.find(subject, quantity) for quantity in quantities]
        yield [subject, *(_shown(sample) for sample in (ratio, *samples))]


def _table(rows: Iterable[list[str]]) -> str:
    cells = list(rows)
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    padded = [[c.ljust(w) for c, w in zip(row, widths, strict=True)] for row in cells]
    ruler = ["-" * width for width in widths]
    lines = [padded[0], ruler, *padded[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _shown(sample: Sample | None) -> str:
    if sample is None:
        return ""
    low, high = _number(sample.low), _number(sample.high)
    return f"{_number(sample.median)} ({low} to {high})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
