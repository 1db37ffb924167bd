"""One attempt at a claimed event: within its lease, and recorded however it ends."""

import asyncio
import logging
from datetime import timedelta

from .errors import LostClaim
from .repository.claims import Claim
from .service import WebhookService
from .status import Status

logger = logging.getLogger(__name__)

# What a handler gets of its lease; the rest is for recording that it took too long.
HANDLER_SHARE = 0.9


async def attempt(
    service: WebhookService, claim: Claim, *, lease: timedelta
) -> Status | None:
    """Processes the event; the status that follows, None if it could not be recorded."""
    limit = lease.total_seconds() * HANDLER_SHARE
    try:
        try:
            return await asyncio.wait_for(service.process(claim), limit)
        except asyncio.CancelledError:
            await service.release(claim)
            return Status.PENDING
        except asyncio.TimeoutError:
            error = TimeoutError(f"not done within {limit:g} seconds")
            return await service.fail(claim, error)
    except LostClaim:
        logger.warning("%s was lost to its lease; nothing was committed", claim)
    except Exception as error:
        # Nothing could be recorded; the lease ends and the event is tried again.
        logger.error("%s not recorded: %s", claim, type(error).__name__)
    return None
