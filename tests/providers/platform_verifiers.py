"""The verifiers of platforms that developers build on, as those in verifiers.py."""

from typing import Any

from .verifiers import Verifier


def cloudinary(delivery: Any, secret: str) -> bool:
    import cloudinary
    from cloudinary.utils import verify_notification_signature

    cloudinary.config(api_secret=secret)
    return verify_notification_signature(
        delivery.body.decode(),
        delivery.headers["x-cld-timestamp"],
        delivery.headers["x-cld-signature"],
    )


def dodo_payments(delivery: Any, secret: str) -> bool:
    from dodopayments import DodoPayments

    webhooks = DodoPayments(bearer_token="none").webhooks
    webhooks.unwrap(delivery.body.decode(), headers=dict(delivery.headers), key=secret)
    return True


def easypost(delivery: Any, secret: str) -> bool:
    from easypost.util import validate_webhook

    headers = {"X-Hmac-Signature": delivery.headers["x-hmac-signature"]}
    validate_webhook(delivery.body, headers, secret)
    return True


def finch(delivery: Any, secret: str) -> bool:
    from finch import Finch

    webhooks = Finch(client_id="none", client_secret="none").webhooks
    webhooks.verify_signature(delivery.body, dict(delivery.headers), secret=secret)
    return True


def getstream(delivery: Any, secret: str) -> bool:
    from stream_chat import StreamChat

    client = StreamChat("a key", secret)
    return client.verify_webhook(delivery.body, delivery.headers["x-signature"])


def imagekit(delivery: Any, secret: str) -> bool:
    from imagekitio import ImageKit

    webhooks = ImageKit(private_key="none").webhooks
    webhooks.unwrap(delivery.body.decode(), headers=dict(delivery.headers), key=secret)
    return True


def increase(delivery: Any, secret: str) -> bool:
    from increase import Increase

    events = Increase(api_key="none", webhook_secret=secret).events
    events.unwrap(delivery.body.decode(), headers=dict(delivery.headers))
    return True


def lithic(delivery: Any, secret: str) -> bool:
    from lithic import Lithic

    webhooks = Lithic(api_key="none").webhooks
    webhooks.verify_signature(delivery.body, dict(delivery.headers), secret=secret)
    return True


def onfido(delivery: Any, secret: str) -> bool:
    from onfido.webhook_event_verifier import WebhookEventVerifier

    signature = delivery.headers["x-sha2-signature"]
    WebhookEventVerifier(secret).read_payload(delivery.body.decode(), signature)
    return True


def orb(delivery: Any, secret: str) -> bool:
    from orb import Orb

    webhooks = Orb(api_key="none").webhooks
    webhooks.verify_signature(delivery.body, dict(delivery.headers), secret=secret)
    return True


def pusher(delivery: Any, secret: str) -> bool:
    """Not Pusher.validate_webhook: it wants a time of these five minutes, our sample's is fixed."""
    from pusher.signature import verify

    signature = delivery.headers["x-pusher-signature"]
    return verify(secret, delivery.body.decode(), signature)


def retell(delivery: Any, secret: str) -> bool:
    from retell import Retell

    signature = delivery.headers["x-retell-signature"]
    return Retell(api_key=secret).verify(delivery.body.decode(), secret, signature)


def sinch(delivery: Any, secret: str) -> bool:
    from sinch.domains.authentication.sinch_events.v1 import authentication_validation

    return authentication_validation.validate_sinch_event_signature_with_nonce(
        secret, dict(delivery.headers), delivery.body.decode()
    )


def terra(delivery: Any, secret: str) -> bool:
    from terra.utils.verify_signature import verify_terra_webhook_signature

    header = delivery.headers["x-terra-signature"]
    return verify_terra_webhook_signature(delivery.body.decode(), header, secret)


def whop(delivery: Any, secret: str) -> bool:
    from whop_sdk.lib.verify_webhook import unwrap

    unwrap(delivery.body, headers=dict(delivery.headers), key=secret)
    return True


VERIFIERS: dict[str, Verifier] = {
    verifier.__name__: verifier
    for verifier in (
        cloudinary,
        dodo_payments,
        easypost,
        finch,
        getstream,
        imagekit,
        increase,
        lithic,
        onfido,
        orb,
        pusher,
        retell,
        sinch,
        terra,
        whop,
    )
}
