"""The verifiers of messaging and office providers, as those in verifiers.py."""

from typing import Any

from .verifiers import Verifier


def box(delivery: Any, secret: str) -> bool:
    from box_sdk_gen import WebhooksManager

    headers = dict(delivery.headers)
    return WebhooksManager.validate_message(delivery.body.decode(), headers, secret)


def discord_webhook_events(delivery: Any, secret: str) -> bool:
    from discord_interactions import verify_key

    return verify_key(
        delivery.body,
        delivery.headers["x-signature-ed25519"],
        delivery.headers["x-signature-timestamp"],
        secret,
    )


def hubspot_v1(delivery: Any, secret: str) -> bool:
    return _hubspot("v1", "x-hubspot-signature", delivery, secret)


def hubspot_v2(delivery: Any, secret: str) -> bool:
    return _hubspot("v2", "x-hubspot-signature", delivery, secret)


def hubspot(delivery: Any, secret: str) -> bool:
    return _hubspot("v3", "x-hubspot-signature-v3", delivery, secret)


def _hubspot(version: str, header: str, delivery: Any, secret: str) -> bool:
    from hubspot.utils.signature import Signature

    return Signature.is_valid(
        delivery.headers[header],
        secret,
        delivery.body.decode(),
        delivery.url,
        delivery.method,
        version,
        delivery.headers.find("x-hubspot-request-timestamp"),
    )


def line(delivery: Any, secret: str) -> bool:
    from linebot.v3.webhook import SignatureValidator

    signature = delivery.headers["x-line-signature"]
    return SignatureValidator(secret).validate(delivery.body.decode(), signature)


def messagebird(delivery: Any, secret: str) -> bool:
    from messagebird.request_validator import RequestValidator

    token = delivery.headers["messagebird-signature-jwt"]
    RequestValidator(secret).validate_signature(token, delivery.url, delivery.body)
    return True


def plivo_messaging(delivery: Any, secret: str) -> bool:
    from plivo.utils import validate_signature

    nonce = delivery.headers["x-plivo-signature-v2-nonce"]
    signature = delivery.headers["x-plivo-signature-v2"]
    return validate_signature(delivery.url, nonce, signature, secret)


def resend(delivery: Any, secret: str) -> bool:
    import resend

    headers: Any = {
        name: delivery.headers[f"svix-{name}"]
        for name in ("id", "timestamp", "signature")
    }
    payload = delivery.body.decode()
    resend.Webhooks.verify(
        {"payload": payload, "headers": headers, "webhook_secret": secret}
    )
    return True


def telnyx(delivery: Any, secret: str) -> bool:
    from telnyx.lib.webhook_verification import verify_webhook_signature

    verify_webhook_signature(delivery.body, dict(delivery.headers), secret)
    return True


def viber(delivery: Any, secret: str) -> bool:
    from viberbot import Api, BotConfiguration

    bot = Api(BotConfiguration(auth_token=secret, name="bot", avatar=""))
    signature = delivery.headers["x-viber-content-signature"]
    return bot.verify_signature(delivery.body, signature)


VERIFIERS: dict[str, Verifier] = {
    verifier.__name__: verifier
    for verifier in (
        box,
        discord_webhook_events,
        hubspot_v1,
        hubspot_v2,
        hubspot,
        line,
        messagebird,
        plivo_messaging,
        resend,
        telnyx,
        viber,
    )
}
