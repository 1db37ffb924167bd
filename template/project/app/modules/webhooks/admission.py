"""Who may bring an event in: handshakes are answered, signatures verified, nothing is stored."""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from .delivery import Answer, Delivery
from .errors import MethodNotAllowed, VerificationError
from .providers.provider import Provider
from .secrets import SecretSource

logger = logging.getLogger(__name__)


async def admit(
    provider: Provider, delivery: Delivery, source: SecretSource
) -> Answer | None:
    """The answer if it is a handshake; None if it is an event. Raises WebhookError."""
    secrets = await source.signing(delivery)
    tokens = await source.verify_tokens(delivery) if provider.handshakes else ()
    if provider.fetches:
        # It may wait for the provider's keys, and everybody else would wait with it.
        answer = await asyncio.to_thread(_check, provider, delivery, secrets, tokens)
    else:
        answer = _check(provider, delivery, secrets, tokens)
    if answer is not None and answer.secret:
        await source.keep(delivery, answer.secret)
    return answer


def _check(
    provider: Provider,
    delivery: Delivery,
    secrets: Sequence[str],
    tokens: Sequence[str],
) -> Answer | None:
    shake = partial(provider.answer_handshake, delivery, secrets, tokens)
    try:
        if (answer := shake(signed=False)) is not None:
            return answer
        if delivery.method != "POST":
            raise MethodNotAllowed({"POST"})
        provider.verify(delivery, secrets)
        return shake(signed=True)
    except VerificationError as error:
        error.status = provider.refused_status
        # The trace of a refused delivery: what and why, never the body or a secret.
        size, digest = len(delivery.body), delivery.digest
        logger.warning(
            "%s: %s %d bytes, %s", delivery.source, error.message, size, digest
        )
        raise
