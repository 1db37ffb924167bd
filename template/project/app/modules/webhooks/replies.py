"""Answers that are the product: what a provider shows its user, a Discord or a Twilio reply.

A handler file may define REPLIES, by type as HANDLERS is. A reply is asked for after the event
was stored and before the provider is answered, also when the event comes again: it must be
quick, touch nothing, and may not wait.
"""

import logging
from collections.abc import Callable, Mapping, Sequence

from .delivery import Answer, Delivery, Envelope

logger = logging.getLogger(__name__)

Reply = Callable[[Delivery, Envelope], Answer]
Replies = Mapping[str, Mapping[str, Reply]]  # source -> type or pattern -> reply


def answer_of(
    reply: Reply | None,
    delivery: Delivery,
    envelopes: Sequence[Envelope],
    accepted: Answer,
) -> Answer:
    """The reply to the first event; `accepted` where there is none, or where it fails."""
    if reply is None or not envelopes or envelopes[0].problem is not None:
        return accepted
    try:
        return reply(delivery, envelopes[0])
    except Exception:
        # The event is stored: refusing it now would only bring it again.
        logger.exception("The reply to %s failed", delivery.source)
        return accepted
