"""The story: what happens to a delivery, and what happens to an event. Steps stand below."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from .clock import utc_now
from .delivery import Answer, Delivery
from .errors import LostClaim, UnknownSource, VerificationError
from .handlers import Handlers, find_handler
from .host import handler_session
from .inbox import Inbox
from .providers.provider import Provider
from .queue import DatabaseQueue
from .repository import outcomes
from .repository.claims import Claim
from .retry import RetryPolicy
from .rows import new_row
from .status import Status

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class WebhookService:
    """Receives deliveries, and processes the events that they brought."""

    engine: AsyncEngine
    providers: Mapping[str, Provider]
    secrets: Callable[[str], Sequence[str]]
    handlers: Handlers
    inbox: Inbox
    queue: DatabaseQueue
    retry: RetryPolicy
    max_attempts: int

    async def receive(self, delivery: Delivery) -> Answer:
        """Verify, read, store, then acknowledge. Raises WebhookError: nothing was accepted."""
        provider = self.provider(delivery.source)
        self._verify(provider, delivery)
        envelopes = provider.read(delivery)
        rows = [new_row(delivery, e, self.max_attempts) for e in envelopes]
        opened = await self.inbox.append(rows)
        if opened:
            self.queue.hint(opened)
        return provider.accepted

    @property
    def autocommit(self) -> AsyncEngine:
        """Connections on which each statement commits by itself: a round trip, not three."""
        return self.engine.execution_options(isolation_level="AUTOCOMMIT")

    async def process(self, claim: Claim, connection: AsyncConnection) -> Status:
        """Run the event's handler; its effects and the event's status share one commit.

        Raises LostClaim: nothing was committed.
        """
        try:
            async with connection.begin():
                status, note = await self._handle(claim, connection)
                await outcomes.complete(
                    connection, claim, status, now=utc_now(), note=note
                )
        except LostClaim:
            raise
        except Exception as error:
            return await self.fail(claim, error)
        logger.info("%s: %s", claim, note or status.value)
        return status

    async def process_together(
        self, batch: Sequence[Claim], connection: AsyncConnection
    ) -> None:
        """Run several events' handlers in one transaction. Any exception undoes them all."""
        async with connection.begin():
            ends = [(claim, *await self._handle(claim, connection)) for claim in batch]
            await outcomes.complete_all(connection, ends, now=utc_now())

    async def fail(self, claim: Claim, error: Exception) -> Status:
        """Record a failed attempt and what follows it. Raises LostClaim."""
        event = claim.event
        verdict = self.retry.judge(
            error, attempt=event.attempt, is_last=event.is_last_attempt
        )
        now, note = utc_now(), _describe(error)
        async with self.engine.begin() as connection:
            if verdict.status is Status.PENDING:
                at = now + verdict.wait
                await outcomes.retry(connection, claim, at=at, error=note)
            else:
                await outcomes.complete(
                    connection, claim, verdict.status, now=now, note=note
                )
        logger.warning("%s failed, now %s", claim, verdict.status.value, exc_info=error)
        return verdict.status

    async def release(self, claim: Claim) -> None:
        """Give an event back as if it had not been tried. Raises LostClaim."""
        async with self.engine.begin() as connection:
            await outcomes.release(connection, claim, now=utc_now())

    def provider(self, source: str) -> Provider:
        """The provider of a source. Raises UnknownSource."""
        if source not in self.providers:
            raise UnknownSource
        return self.providers[source]

    def _verify(self, provider: Provider, delivery: Delivery) -> None:
        try:
            provider.verify(delivery, self.secrets(delivery.source))
        except VerificationError as error:
            # The trace of a refused delivery: what and why, never the body or a secret.
            size, digest = len(delivery.body), delivery.digest
            logger.warning(
                "%s: %s %d bytes, %s", delivery.source, error.message, size, digest
            )
            raise

    async def _handle(
        self, claim: Claim, connection: AsyncConnection
    ) -> tuple[Status, str | None]:
        """The status that follows if all goes well, and a note on why."""
        event = claim.event
        handler = find_handler(self.handlers, event.source, event.type)
        if handler is None:
            return Status.IGNORED, f"No handler for {event.type!r}."
        async with handler_session(connection) as session:
            await handler(event, session)
        return Status.PROCESSED, None


def _describe(error: Exception) -> str:
    # A database error quotes its statement and parameters, and those hold payloads.
    text = "" if isinstance(error, SQLAlchemyError) else f": {error}"
    storable = text.encode("utf-8", "replace").decode().replace("\0", "")
    return (type(error).__name__ + storable)[:500]
