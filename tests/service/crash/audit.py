"""What the senders were told, beside what the database holds."""

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass

from ..running import Service, wait_until

UNFINISHED = "SELECT external_id FROM webhook_event WHERE status <> 'processed'"


@dataclass(frozen=True)
class Audit:
    """Ids of events with which something is wrong."""

    lost: Set[str] = frozenset()  # acknowledged, and not stored or without its effect
    doubled: Set[str] = frozenset()  # with two effects, or with one and not processed
    stuck: Set[str] = frozenset()  # not processed

    @property
    def counts(self) -> dict[str, int]:
        """For the table."""
        return {name: len(ids) for name, ids in vars(self).items()}


CLEAN = Audit()


def settle(service: Service) -> None:
    """Waits until every event is processed; fails when that does not happen."""
    wait_until(lambda: not service.query(UNFINISHED), "all events to be processed")


def audit(service: Service, acknowledged: Set[str]) -> Audit:
    """Compares, once nothing is under way any more."""
    stored = Counter(service.query("SELECT external_id FROM webhook_event"))
    stuck = set(service.query(UNFINISHED))
    effects = Counter(service.query("SELECT external_id FROM effect"))
    finished = stored.keys() - stuck
    return Audit(
        lost=(acknowledged - stored.keys()) | (finished - effects.keys()),
        doubled={id for id, count in effects.items() if count > 1}
        | {id for id, count in stored.items() if count > 1}
        | (effects.keys() - finished),
        stuck=stuck,
    )
