"""Opening finished events again, on an operator's word."""

from collections.abc import Collection

from sqlalchemy import RowMapping

from .clock import utc_now
from .delivery import Delivery, Envelope, Headers
from .repository import history
from .service import WebhookService


def replay(service: WebhookService, ids: Collection[int]) -> list[int]:
    """Makes dead, ignored and unparseable events pending; the ids of those that are.

    Processed ones stay: their effects are committed. Unparseable ones are read again first,
    with the provider as it is now, and stay too if that does not help.
    """
    with service.engine.begin() as connection:
        for row in history.find_unparseable(connection, ids):
            envelope = _read_again(service, row)
            if envelope.problem is None:
                history.describe(connection, row["id"], envelope)
        opened = history.reopen_all(
            connection, ids, now=utc_now(), attempts=service.max_attempts
        )
    service.queue.hint(opened)
    return opened


def _read_again(service: WebhookService, row: RowMapping) -> Envelope:
    delivery = Delivery(
        source=row["source"],
        method="POST",
        url="",
        headers=Headers(row["headers"]),
        body=row["payload"],
        received_at=row["received_at"],
    )
    return service.provider(row["source"]).read_again(delivery)
