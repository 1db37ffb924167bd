"""Attempts at claimed events, whoever carried them here: bounded in time, always recorded."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from .clock import utc_now
from .errors import LostClaim
from .repository import outcomes
from .repository.claims import Claim
from .service import WebhookService
from .status import Status

logger = logging.getLogger(__name__)

# What a handler gets of its lease; the rest is for recording that it took too long.
HANDLER_SHARE = 0.9


async def attempt_all(
    service: WebhookService,
    batch: Sequence[Claim],
    connection: AsyncConnection,
    *,
    lease: timedelta,
) -> None:
    """Processes claimed events: in one transaction if all goes well, else each in its own."""
    if len(batch) > 1 and await _attempt_together(service, batch, connection, lease):
        return
    for claim in batch:
        await attempt(service, claim, connection, lease=lease)


async def attempt(
    service: WebhookService,
    claim: Claim,
    connection: AsyncConnection,
    *,
    lease: timedelta,
) -> Status | None:
    """Processes a claimed event; the status that follows, None if it could not be recorded.

    Raises nothing.
    """
    limit = lease.total_seconds() * HANDLER_SHARE
    try:
        claim = await _renewed(claim, connection, lease)
        try:
            return await asyncio.wait_for(service.process(claim, connection), limit)
        except asyncio.TimeoutError:
            error = TimeoutError(f"not done within {limit:g} seconds")
            return await service.fail(claim, error)
    except LostClaim:
        logger.warning("%s was lost to its lease; nothing was committed", claim)
    except Exception as error:
        # Nothing could be recorded; the lease ends and the event is tried again.
        logger.error("%s not recorded: %s", claim, type(error).__name__)
    return None


async def _attempt_together(
    service: WebhookService,
    batch: Sequence[Claim],
    connection: AsyncConnection,
    lease: timedelta,
) -> bool:
    """Whether all of them ended in one commit. If not, nothing has happened."""
    limit = lease.total_seconds() / 2  # the rest is for trying each by itself
    try:
        await asyncio.wait_for(service.process_together(batch, connection), limit)
    except Exception as error:
        logger.info("%d events, each by itself: %s", len(batch), type(error).__name__)
        return False
    return True


async def _renewed(
    claim: Claim, connection: AsyncConnection, lease: timedelta
) -> Claim:
    """The claim with its lease, or with a new one if it had to wait for its turn."""
    now = utc_now()
    if claim.expires_at - now > lease * HANDLER_SHARE:
        return claim
    async with connection.begin():
        return await outcomes.renew(connection, claim, now=now, lease=lease)
