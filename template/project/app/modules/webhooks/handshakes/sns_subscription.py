"""Amazon SNS asks that a subscription be confirmed by fetching a URL of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Answer, Delivery
from ..paths import look_up
from ..signatures.pinned_fetch import Fetch, fetch_once, require_pinned
from . import body_of

HOSTS = r"https://sns\.[a-zA-Z0-9-]{3,}\.amazonaws\.com(\.cn)?/\?[\w.:=&%-]+"


@dataclass(frozen=True)
class SnsSubscription:
    """Confirms a subscription whose message was signed; takes note of its end."""

    fetch: Fetch = fetch_once
    method: str = "POST"
    signed: bool = True

    def answer(
        self, delivery: Delivery, secrets: Sequence[str], verify_tokens: Sequence[str]
    ) -> Answer | None:
        body = body_of(delivery)
        kind = look_up(body, "Type")
        if kind == "SubscriptionConfirmation":
            self.fetch(require_pinned(str(look_up(body, "SubscribeURL")), HOSTS))
        elif kind != "UnsubscribeConfirmation":
            return None
        return Answer(status=200)
