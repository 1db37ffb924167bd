"""How much is measured."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Options:
    """Of one run; the defaults are those of the figures in the documentation."""

    rounds: int = 5
    seconds: float = 5  # that a receiver is under load, a round
    jobs: int = 20_000  # in a worker's queue, a round
    picks: int = 200  # events that an idle worker is given, a round
    rows: int = 5_000_000  # of history, at the end
    commands: int = 3  # runs of each command, a round
    full: bool = True  # all peers; else those that are needed to guard the ratios
    answers: Mapping[str, str] = field(
        default_factory=dict
    )  # to the template's questions


QUICK = Options(
    rounds=3, seconds=2, jobs=2_000, picks=50, rows=100_000, commands=1, full=False
)
