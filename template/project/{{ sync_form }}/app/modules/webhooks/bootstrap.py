"""The one place where the parts are put together."""

from sqlalchemy import Engine

from . import host
from .handlers import load_handlers, load_replies
from .inbox import Inbox
from .providers import load_providers
from .queue import DatabaseQueue
from .secrets import SettingsSecrets
from .service import WebhookService
from .settings import WebhookSettings
from .worker import Worker
from .writer import Writer


def build_service(
    settings: WebhookSettings, engine: Engine = host.engine
) -> WebhookService:
    """The service of this application."""
    return WebhookService(
        engine=engine,
        providers=load_providers(),
        secrets=SettingsSecrets(),
        public_url=settings.public_url.rstrip("/"),
        handlers=load_handlers(),
        replies=load_replies(),
        inbox=Inbox(
            Writer(
                engine,
                reopen_attempts=settings.max_attempts if settings.reopen_dead else None,
            ),
            capacity=settings.inbox_capacity,
            batch=settings.inbox_batch,
        ),
        queue=DatabaseQueue(engine),
        retry=settings.retry,
        max_attempts=settings.max_attempts,
    )


def build_worker(service: WebhookService, settings: WebhookSettings) -> Worker:
    """A worker for it."""
    return Worker(
        service,
        concurrency=settings.worker_concurrency,
        batch=settings.worker_batch,
        lease=settings.lease,
        poll_seconds=settings.poll_seconds,
        grace_seconds=settings.grace_seconds,
    )
