"""Attempts at claimed events, whoever carried them here: always recorded.

A thread cannot be stopped: a handler that outlives its lease goes on, but its event has been
given to another worker by then, and nothing of what it did is committed.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection

from .clock import utc_now
from .errors import LostClaim
from .repository import outcomes
from .repository.claims import Claim
from .service import WebhookService
from .status import Status

logger = logging.getLogger(__name__)

# What a handler must find left of its lease; else the lease is renewed first.
HANDLER_SHARE = 0.9


def attempt_all(
    service: WebhookService,
    batch: Sequence[Claim],
    connection: Connection,
    *,
    lease: timedelta,
) -> None:
    """Processes claimed events: in one transaction if all goes well, else each in its own."""
    if len(batch) > 1 and _attempt_together(service, batch, connection):
        return
    for claim in batch:
        attempt(service, claim, connection, lease=lease)


def attempt(
    service: WebhookService,
    claim: Claim,
    connection: Connection,
    *,
    lease: timedelta,
) -> Status | None:
    """Processes a claimed event; the status that follows, None if it could not be recorded.

    Raises nothing.
    """
    try:
        claim = _renewed(claim, connection, lease)
        return service.process(claim, connection)
    except LostClaim:
        logger.warning("%s was lost to its lease; nothing was committed", claim)
    except Exception as error:
        # Nothing could be recorded; the lease ends and the event is tried again.
        logger.error("%s not recorded: %s", claim, type(error).__name__)
    return None


def _attempt_together(
    service: WebhookService, batch: Sequence[Claim], connection: Connection
) -> bool:
    """Whether all of them ended in one commit. If not, nothing has happened."""
    try:
        service.process_together(batch, connection)
    except Exception as error:
        logger.info("%d events, each by itself: %s", len(batch), type(error).__name__)
        return False
    return True


def _renewed(claim: Claim, connection: Connection, lease: timedelta) -> Claim:
    """The claim with its lease, or with a new one if it had to wait for its turn."""
    now = utc_now()
    if claim.expires_at - now > lease * HANDLER_SHARE:
        return claim
    with connection.begin():
        return outcomes.renew(connection, claim, now=now, lease=lease)
