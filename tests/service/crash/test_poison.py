"""An event that kills every worker that handles it ends dead; all others are processed.

The worker is started again whenever it died, as a supervisor does. The events beside the deadly
one are claimed together with it, and must survive its company.
"""

from collections.abc import Callable

from ..running import Service, wait_until
from .audit import Audit, audit
from .load import deliver

ATTEMPTS = 3
NEIGHBOURS = 24

STATUS = "SELECT status FROM webhook_event WHERE external_id = 'evt_deadly'"
USED = "SELECT attempts FROM webhook_event WHERE external_id = 'evt_deadly'"
OTHERS = "SELECT status FROM webhook_event WHERE external_id <> 'evt_deadly'"


def test_a_deadly_event(service: Service, figures: Callable[..., None]) -> None:
    service.environment["WEBHOOKS_MAX_ATTEMPTS"] = str(ATTEMPTS)
    service.environment["WEBHOOKS_LEASE_SECONDS"] = "1"
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
