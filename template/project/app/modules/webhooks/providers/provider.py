"""A provider: how it signs, where its ids are, what it must be told. Data with a few methods."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..bodies import Parse, parse_json
from ..delivery import RECEIVED, Answer, Delivery, Envelope
from ..errors import SecretNotConfigured
from ..handshakes import Handshake
from ..signatures import Scheme
from . import reading
from .selectors import Selector


def nowhere(delivery: Delivery, body: Any) -> None:
    """The selector of what a provider does not tell."""


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One source of webhooks."""

    source: str
    scheme: Scheme
    handshakes: tuple[Handshake, ...] = ()
    parse: Parse = parse_json
    # Paths of the lists whose items are events of their own.
    batch: tuple[str, ...] = ()
    external_id: Selector
    type: Selector
    subject: Selector = nowhere
    occurred_at: Selector = nowhere
    # What is secret in a delivery and is not stored.
    secret_headers: tuple[str, ...] = ()
    secret_fields: tuple[str, ...] = ()
    max_body_bytes: int = 1024 * 1024
    accepted: Answer = RECEIVED
    # The status of the answer to what is not authentic.
    refused_status: int = 401

    @cached_property
    def methods(self) -> frozenset[str]:
        """The HTTP methods that it sends."""
        return frozenset({"POST", *(shake.method for shake in self.handshakes)})

    @cached_property
    def fetches(self) -> bool:
        """Whether verifying may wait for the network."""
        return any(hasattr(p, "fetch") for p in (self.scheme, *self.handshakes))

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        """The index of the secret that matched.

        Raises SecretNotConfigured where there is none (fail closed), KeysUnavailable, else
        VerificationError.
        """
        if not any(secrets):
            raise SecretNotConfigured
        return self.scheme.verify(delivery, secrets)

    def answer_handshake(
        self,
        delivery: Delivery,
        secrets: Sequence[str],
        verify_tokens: Sequence[str],
        *,
        signed: bool,
    ) -> Answer | None:
        """The answer to a handshake, of those that are signed or of the others.

        None if it is none. Raises VerificationError, or Unavailable.
        """
        for shake in self.handshakes:
            if shake.signed is signed and shake.method == delivery.method:
                answer = shake.answer(delivery, secrets, verify_tokens)
                if answer is not None:
                    return answer
        return None

    def without_secrets(self, delivery: Delivery) -> Delivery:
        """The delivery without the secrets in its headers; `read` keeps those of the body out."""
        if not self.secret_headers:
            return delivery
        names = {name.lower() for name in self.secret_headers}
        return replace(delivery, headers=delivery.headers.without(names))

    def read(self, delivery: Delivery) -> list[Envelope]:
        """The events of a verified delivery. Never raises: what is authentic is kept."""
        return reading.read(self, delivery)

    def read_again(self, delivery: Delivery) -> list[Envelope]:
        """The events of a row that was stored as unparseable; its body is the stored one."""
        return reading.read_again(self, delivery)
