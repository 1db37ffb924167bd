"""CloudEvents' abuse protection: an origin asks whether it may send, and how often.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ..delivery import Answer, Delivery


@dataclass(frozen=True, kw_only=True)
class WebhookOrigin:
    """OPTIONS with WebHook-Request-Origin. Whoever asks may: each delivery proves itself."""

    method: str = "OPTIONS"
    signed: bool = False

    def answer(
        self, delivery: Delivery, secrets: Sequence[str], verify_tokens: Sequence[str]
    ) -> Answer | None:
        if not delivery.headers.find("WebHook-Request-Origin"):
            return None
        return Answer(
            status=200,
            media_type=None,
            headers={
                "Allow": "POST",
                "WebHook-Allowed-Origin": "*",
                "WebHook-Allowed-Rate": "*",
            },
        )
