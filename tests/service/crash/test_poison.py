"""An event that kills every worker that handles it ends dead; all others are processed.

The worker is started again whenever it died, as a supervisor does. Events are claimed together
with the deadly one and die with it, once; were they retried with it, too, they would end like it.
"""

from collections.abc import Callable

import pytest

from ..running import Service, wait_until
from .audit import Audit, audit
from .load import deliver
from .scale import SCALE

pytestmark = pytest.mark.parametrize(
    "database", SCALE.few, scope="session", indirect=True
)

ATTEMPTS = 4
NEIGHBOURS = 24

STATUS = "SELECT status FROM webhook_event WHERE external_id = 'evt_deadly'"
USED = "SELECT attempts FROM webhook_event WHERE external_id = 'evt_deadly'"
OTHERS = "SELECT status FROM webhook_event WHERE external_id <> 'evt_deadly'"


def test_a_deadly_event(service: Service, figures: Callable[..., None]) -> None:
    service.environment |= {
        "WEBHOOKS_MAX_ATTEMPTS": str(ATTEMPTS),
        "WEBHOOKS_LEASE_SECONDS": "1",
        # Waits that are long beside the time between two looks, as the defaults are.
        "WEBHOOKS_RETRY_BASE_SECONDS": "2",
        "WEBHOOKS_RETRY_CAP_SECONDS": "2",
        "WEBHOOKS_POLL_SECONDS": "0.05",
    }
    service.start_app(worker=False)
    neighbours = [f"evt_{n}" for n in range(NEIGHBOURS)]
    deliver(service.port, neighbours[:4])
    deliver(service.port, ["evt_deadly"], type="invoice.deadly")
    deliver(service.port, neighbours[4:])

    deaths = supervise_until_dead(service)
    wait_until(
        lambda: set(service.query(OTHERS)).isdisjoint({"pending", "processing"}),
        "the other events to end",
    )

    found = audit(service, set(neighbours))
    processed = service.query(OTHERS).count("processed")
    figures(attempts=ATTEMPTS, deaths=deaths, others=NEIGHBOURS, processed=processed)
    assert service.query(USED) == [ATTEMPTS] == [deaths]
    assert found == Audit(stuck={"evt_deadly"})


def supervise_until_dead(service: Service) -> int:
    """Starts a worker whenever there is none, until the event is dead; how many died."""
    deaths = 0
    worker = service.start_worker()

    def is_dead() -> bool:
        nonlocal deaths, worker
        if worker.poll() is not None:
            deaths += 1
            worker = service.start_worker()
        return bool(service.query(STATUS) == ["dead"])

    wait_until(is_dead, "the deadly event to be dead")
    return deaths
