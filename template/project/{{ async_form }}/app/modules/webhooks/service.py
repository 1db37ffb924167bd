"""The story: what happens to a delivery, and what happens to an event. Steps stand below."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from .admission import admit
from .clock import utc_now
from .delivery import Answer, Delivery, Envelope
from .errors import LostClaim, OpenSavepoint, UnknownSource
from .handlers import Handlers, find_handler, most_exact
from .host import AsyncSession, handler_session
from .inbox import Inbox
from .providers.provider import Provider
from .queue import Queue
from .replies import Replies, answer_of
from .repository import claims, outcomes
from .repository.claims import Claim
from .retry import RetryPolicy
from .rows import new_row
from .secrets import SecretSource
from .status import Status

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class WebhookService:
    """Receives deliveries, and processes the events that they brought."""

    engine: AsyncEngine
    providers: Mapping[str, Provider]
    secrets: SecretSource
    public_url: str
    handlers: Handlers
    replies: Replies
    inbox: Inbox
    queue: Queue
    retry: RetryPolicy
    max_attempts: int

    async def receive(self, delivery: Delivery) -> Answer:
        """Verify, read, store, then acknowledge. Raises WebhookError: nothing was accepted."""
        provider = self.provider(delivery.source)
        handshake = await admit(provider, delivery, self.secrets)
        if handshake is not None:
            return handshake
        delivery = provider.without_secrets(delivery)
        envelopes = provider.read(delivery)
        rows = [new_row(delivery, e, self.max_attempts) for e in envelopes]
        # Some providers send batches without an event, to see whether we check signatures.
        opened = await self.inbox.append(rows) if rows else []
        if opened:
            self.queue.hint(opened)
        return self._answer(provider, delivery, envelopes)

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
                async with handler_session(connection) as session:
                    status, note = await self._handle(claim, session)
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
            async with handler_session(connection) as session:
                ends = [(claim, *await self._handle(claim, session)) for claim in batch]
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

    async def fail_expired(self, *, now: datetime) -> None:
        """Record as failed what workers that died or overran their lease had claimed.

        Retried by the same policy as any failure, they do not meet again: the one of them that
        killed its worker does not take the others with it each time.
        """
        async with self.autocommit.connect() as connection:
            expired = await claims.find_expired(connection, now=now)
        for claim in expired:
            error = TimeoutError("the worker died, or the handler outlived its lease")
            with suppress(LostClaim):
                await self.fail(claim, error)

    async def release(self, claim: Claim) -> None:
        """Give an event back as if it had not been tried. Raises LostClaim."""
        async with self.engine.begin() as connection:
            await outcomes.release(connection, claim, now=utc_now())

    def provider(self, source: str) -> Provider:
        """The provider of a source. Raises UnknownSource."""
        if source not in self.providers:
            raise UnknownSource
        return self.providers[source]

    def _answer(
        self, provider: Provider, delivery: Delivery, envelopes: Sequence[Envelope]
    ) -> Answer:
        reply = None
        if envelopes and (replies := self.replies.get(delivery.source)):
            reply = most_exact(replies, envelopes[0].type)
        return answer_of(reply, delivery, envelopes, provider.accepted)

    async def _handle(
        self, claim: Claim, session: AsyncSession
    ) -> tuple[Status, str | None]:
        """The status that follows if all goes well, and a note on why."""
        event = claim.event
        handler = find_handler(self.handlers, event.source, event.type)
        if handler is None:
            return Status.IGNORED, f"No handler for {event.type!r}."
        await handler(event, session)
        await _clear(session)
        return Status.PROCESSED, None


async def _clear(session: AsyncSession) -> None:
    """Writes what is pending, and leaves nothing to the next event's handler."""
    if session.in_nested_transaction():
        raise OpenSavepoint("use `async with session.begin_nested()`, or commit")
    await session.flush()
    session.expunge_all()


def _describe(error: Exception) -> str:
    # A database error quotes its statement and parameters, and those hold payloads.
    text = "" if isinstance(error, SQLAlchemyError) else f": {error}"
    storable = text.encode("utf-8", "replace").decode().replace("\0", "")
    return (type(error).__name__ + storable)[:500]
