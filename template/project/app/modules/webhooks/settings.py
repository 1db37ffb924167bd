"""What can be set from outside: WEBHOOKS_* in the environment or in .env."""

import json
from datetime import timedelta
from functools import cache

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .retry import RetryPolicy


class WebhookSettings(BaseSettings):
    """The module's settings; the defaults suit one process on SQLite."""

    model_config = SettingsConfigDict(
        env_prefix="WEBHOOKS_", env_file=".env", extra="ignore"
    )

    # Run the worker inside the web process. Turn off to run it by itself:
    # python -m app.modules.webhooks worker
    worker_in_app: bool = True
    # Events that one worker processes at a time.
    worker_concurrency: int = Field(default=8, ge=1)
    # Events that share one transaction and one session, which is emptied in between. More than 1
    # is for short handlers that only touch the database: where one of them fails, all of them run
    # again, each in its own transaction.
    worker_batch: int = Field(default=1, ge=1)
    # Attempts before an event is dead.
    max_attempts: int = Field(default=10, ge=1)
    # The longest wait before the second attempt; it doubles with every further one.
    retry_base_seconds: float = Field(default=10, gt=0)
    # What no wait exceeds.
    retry_cap_seconds: float = Field(default=3600, gt=0)
    # A handler must finish within its lease; after it the event is given to another worker.
    lease_seconds: float = Field(default=60, gt=0)
    # How often an idle worker looks for work that nobody told it of.
    poll_seconds: float = Field(default=1, gt=0)
    # How long a stopping worker lets its handlers run before it releases their events.
    grace_seconds: float = Field(default=20, ge=0)
    # Deliveries that may wait to be stored before new ones are answered 503.
    inbox_capacity: int = Field(default=1000, ge=1)
    # Rows that share one commit at the most.
    inbox_batch: int = Field(default=64, ge=1)
    # How providers reach this service, when a proxy changes it: https://hooks.example.com
    public_url: str = ""
    # A dead event that its provider sends again gets a new set of attempts.
    reopen_dead: bool = True

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.lease_seconds)

    @property
    def retry(self) -> RetryPolicy:
        return RetryPolicy(
            base=timedelta(seconds=self.retry_base_seconds),
            cap=timedelta(seconds=self.retry_cap_seconds),
        )


class SourceSettings(BaseSettings):
    """What is set per source: WEBHOOKS_<SOURCE>_*."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    # Comma separated, or a JSON list where a secret holds a comma. Every one of them is
    # accepted, so a secret can be rolled without a gap.
    secrets: SecretStr = SecretStr("")
    # What the provider must show when it asks whether the endpoint is yours, if it does.
    verify_tokens: SecretStr = SecretStr("")

    def __init__(self, source: str) -> None:
        super().__init__(_env_prefix=f"WEBHOOKS_{source.upper()}_")

    @field_validator("secrets", "verify_tokens")
    @classmethod
    def can_be_split(cls, value: SecretStr) -> SecretStr:
        split(value)
        return value


def split(value: SecretStr) -> tuple[str, ...]:
    text = value.get_secret_value()
    if not text.startswith("["):
        return tuple(filter(None, (part.strip() for part in text.split(","))))
    parts = json.loads(text)
    if not all(isinstance(part, str) for part in parts):
        raise ValueError("A list of secrets holds only strings.")
    return tuple(parts)


@cache
def secrets_from_settings(source: str) -> tuple[str, ...]:
    """The live secrets of a source, newest first by convention."""
    return split(SourceSettings(source).secrets)


@cache
def verify_tokens_from_settings(source: str) -> tuple[str, ...]:
    """The tokens of a source's handshake."""
    return split(SourceSettings(source).verify_tokens)
