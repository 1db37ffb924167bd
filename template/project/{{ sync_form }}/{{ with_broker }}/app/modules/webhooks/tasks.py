"""What a broker's tasks do, whichever engine runs them.

A message holds an event id and nothing else; one that is lost, doubled or late changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from .attempt import attempt
from .clock import utc_now
from .event import Event
from .repository import offers
from .repository.claims import Claim
from .service import WebhookService
from .status import Status


@dataclass(frozen=True, kw_only=True)
class Tasks:
    """The two tasks: one event, and what nobody was told of."""

    service: WebhookService
    lease: timedelta
    sweep_interval: timedelta
    sweep_limit: int

    def process(self, event_id: int) -> Status | None:
        """Makes one attempt; None if the event is not due, or somebody else has it."""
        with self.service.engine.connect() as connection:
            claim = self._claim(connection, event_id)
            if claim is None:
                return None
            status = attempt(self.service, claim, connection, lease=self.lease)
            self._hint_next(connection, claim.event)
        return status

    def sweep(self, asked_at: float) -> int:
        """Offers due events again; how many. `asked_at` is when the sweep was sent.

        Messages come in the order in which they were sent, about. So the hints sent before
        this sweep are through by now, and what was due then and still waits has none.
        """
        before = datetime.fromtimestamp(asked_at, timezone.utc) - self.sweep_interval
        self.service.fail_expired(now=utc_now())
        with self.service.autocommit.connect() as connection:
            ids = offers.find_due(connection, before=before, limit=self.sweep_limit)
        self.service.queue.hint(ids)
        return len(ids)

    def _claim(self, connection: Connection, event_id: int) -> Claim | None:
        try:
            with connection.begin():
                return offers.claim_one(
                    connection, event_id, now=utc_now(), lease=self.lease
                )
        except IntegrityError:
            # Another worker took an event of the same subject first.
            return None

    def _hint_next(self, connection: Connection, ended: Event) -> None:
        """While a subject is held, the hints of its other events come to nothing."""
        if ended.subject is None:
            return
        with connection.begin():
            id = offers.find_next_of_subject(
                connection, ended.source, ended.subject, now=utc_now()
            )
        if id is not None:
            self.service.queue.hint([id])
