"""A webhook service of its own for each test: own database, own provider, driven through HTTP."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from httpx import Response
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, insert, select

from app.modules.webhooks.bootstrap import build_service
from app.modules.webhooks.clock import utc_now
from app.modules.webhooks.delivery import Delivery, Envelope, Headers
from app.modules.webhooks.errors import SignatureMismatch
from app.modules.webhooks.event import Event
from app.modules.webhooks.handlers import Handler
from app.modules.webhooks.host import Session
from app.modules.webhooks.models import webhook_event
from app.modules.webhooks.providers.provider import Provider
from app.modules.webhooks.providers.selectors import body
from app.modules.webhooks.queue import DatabaseQueue
from app.modules.webhooks.repository import claims
from app.modules.webhooks.repository.claims import Claim
from app.modules.webhooks.repository.ingest import Row
from app.modules.webhooks.router import router
from app.modules.webhooks.rows import new_row
from app.modules.webhooks.service import WebhookService
from app.modules.webhooks.settings import WebhookSettings
from app.modules.webhooks.status import Status

from .concurrency import Client, append_all, client_of, finish

SECRET = "test_secret"
VERIFY_TOKEN = "verify token"
LEASE = timedelta(seconds=60)

# What a handler does to the database, so that tests can count it.
effect = Table(
    "webhook_test_effect",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("external_id", String(255)),
)


class PlainHmac:
    """The simplest honest scheme, so that these tests need no real provider."""

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        presented = delivery.headers.find("x-signature") or ""
        for index, secret in enumerate(secrets):
            if hmac.compare_digest(presented, self._signature(delivery.body, secret)):
                return index
        raise SignatureMismatch

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        signature = self._signature(delivery.body, secret)
        return replace(
            delivery, headers=Headers({**delivery.headers, "x-signature": signature})
        )

    def _signature(self, body: bytes, secret: str) -> str:
        return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


PROVIDER = Provider(
    source="test",
    scheme=PlainHmac(),
    external_id=body("id"),
    type=body("type"),
    subject=body("subject"),
    occurred_at=body("created"),
    max_body_bytes=10_000,
)


def record_effect(event: Event, session: Session) -> None:
    """A handler that leaves one row."""
    statement = insert(effect).values(external_id=event.external_id)
    session.connection().execute(statement)


@dataclass(frozen=True)
class FixedSecrets:
    """Secrets of a test; those that are handed over are added."""

    live: list[str]

    async def signing(self, delivery: Delivery) -> Sequence[str]:
        return self.live

    async def verify_tokens(self, delivery: Delivery) -> Sequence[str]:
        return [VERIFY_TOKEN]

    async def keep(self, delivery: Delivery, secret: str) -> None:
        self.live.append(secret)


@dataclass
class Sandbox:
    """A running service and what a test does with it."""

    app: FastAPI
    service: WebhookService
    client: Client
    handlers: dict[str, Handler]
    secrets: list[str]

    @property
    def engine(self) -> Engine:
        return self.service.engine

    @property
    def queue(self) -> DatabaseQueue:
        assert isinstance(self.service.queue, DatabaseQueue)
        return self.service.queue

    def deliver(self, id: str = "evt_1", **fields: Any) -> Response:
        """Sends an event, signed."""
        event = {"id": id, "type": "thing.happened", **fields}
        return self.send(json.dumps(event).encode())

    def send(
        self,
        content: bytes,
        secret: str = SECRET,
        headers: dict[str, str] | None = None,
    ) -> Response:
        """Sends any body, signed."""
        signed = PROVIDER.scheme.sign(delivery_of(content, headers or {}), secret)
        return self.client.post(
            "/webhooks/test", content=content, headers=signed.headers
        )

    def append(self, *deliveries: Sequence[Row]) -> Sequence[object]:
        """Puts the rows of deliveries into the inbox at the same time; what each was told."""
        return append_all(self.service.inbox, deliveries)

    def claim(self, *, later: timedelta = timedelta(), limit: int = 100) -> list[Claim]:
        """What a worker would claim so much later."""
        now = utc_now() + later
        self.service.fail_expired(now=now)
        with self.engine.begin() as connection:
            return claims.claim(connection, limit=limit, now=now, lease=LEASE)

    def work(self, *, later: timedelta = timedelta()) -> list[Status]:
        """What a worker makes of the events that are due so much later, one attempt each."""
        claimed = self.claim(later=later)
        return [self.process(claim) for claim in claimed]

    def process(self, claim: Claim) -> Status:
        """One attempt at a claimed event."""
        with self.engine.connect() as connection:
            return self.service.process(claim, connection)

    def rows(self) -> list[Any]:
        """Every stored event, oldest first."""
        with self.engine.connect() as connection:
            statement = select(webhook_event).order_by(webhook_event.c.id)
            return list(connection.execute(statement))

    def row(self) -> Any:
        """The only stored event."""
        (row,) = self.rows()
        return row

    def effects(self) -> list[str]:
        """The events whose handler took effect, once for each time that it did."""
        with self.engine.connect() as connection:
            found = connection.execute(select(effect.c.external_id))
            return sorted(found.scalars())


def row(external_id: str) -> dict[str, Any]:
    """The row of an event that just arrived."""
    envelope = Envelope(external_id=external_id, type="thing.happened", payload=b"{}")
    return new_row(delivery_of(b"{}", {}), envelope, max_attempts=3)


def delivery_of(content: bytes, headers: dict[str, str]) -> Delivery:
    return Delivery(
        source="test",
        method="POST",
        url="http://test/webhooks/test",
        headers=Headers(headers),
        body=content,
        received_at=utc_now(),
    )


@contextmanager
def make_sandbox(engine: Engine) -> Iterator[Sandbox]:
    """A sandbox on a database that holds its tables."""
    secrets = [SECRET]
    handlers: dict[str, Handler] = {"thing.happened": record_effect}
    service = replace(
        build_service(WebhookSettings(), engine),
        providers={"test": PROVIDER},
        secrets=FixedSecrets(secrets),
        handlers={"test": handlers},
    )
    app = FastAPI()
    app.state.webhooks = service
    app.include_router(router)
    with client_of(app) as client:
        yield Sandbox(app, service, client, handlers, secrets)
        finish(service.inbox.close())
