"""The providers' own verifiers, each as a function of a delivery and the secret.

True: accepted. What a package raises for a forged delivery counts as refused.
"""

import json
from base64 import b64encode
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

from tests.catalog.samples import RECORDS

Verifier = Callable[[Any, str], bool]


def stripe(delivery: Any, secret: str) -> bool:
    import stripe

    header = delivery.headers["stripe-signature"]
    return stripe.WebhookSignature.verify_header(
        delivery.body.decode(), header, secret, tolerance=300
    )


def github(delivery: Any, secret: str) -> bool:
    from gidgethub.sansio import validate_event

    signature = delivery.headers["x-hub-signature-256"]
    validate_event(delivery.body, signature=signature, secret=secret)
    return True


def slack(delivery: Any, secret: str) -> bool:
    from slack_sdk.signature import SignatureVerifier

    headers = dict(delivery.headers)
    return SignatureVerifier(secret).is_valid_request(delivery.body, headers)


def standard_webhooks(delivery: Any, secret: str) -> bool:
    from standardwebhooks.webhooks import Webhook

    Webhook(secret).verify(delivery.body, dict(delivery.headers))
    return True


def svix(delivery: Any, secret: str) -> bool:
    from svix.webhooks import Webhook

    Webhook(secret).verify(delivery.body, dict(delivery.headers))
    return True


def clerk(delivery: Any, secret: str) -> bool:
    """Clerk delivers through Svix."""
    return svix(delivery, secret)


def stytch(delivery: Any, secret: str) -> bool:
    """Stytch delivers through Svix."""
    return svix(delivery, secret)


def gitlab(delivery: Any, secret: str) -> bool:
    """GitLab follows Standard Webhooks."""
    return standard_webhooks(delivery, secret)


def render(delivery: Any, secret: str) -> bool:
    """Render follows Standard Webhooks."""
    return standard_webhooks(delivery, secret)


def supabase_auth_hooks(delivery: Any, secret: str) -> bool:
    """Supabase follows Standard Webhooks, but for a prefix of its secrets."""
    return standard_webhooks(delivery, secret.removeprefix("v1,"))


def openai(delivery: Any, secret: str) -> bool:
    from openai import OpenAI

    webhooks = OpenAI(api_key="none", webhook_secret=secret).webhooks
    webhooks.verify_signature(delivery.body, dict(delivery.headers))
    return True


def anthropic(delivery: Any, secret: str) -> bool:
    from anthropic import Anthropic

    webhooks = Anthropic(api_key="none", webhook_key=secret).beta.webhooks
    webhooks.unwrap(delivery.body.decode(), headers=dict(delivery.headers))
    return True


def replicate(delivery: Any, secret: str) -> bool:
    from replicate.webhook import Webhooks, WebhookSigningSecret

    Webhooks.validate(
        headers=dict(delivery.headers),
        body=delivery.body.decode(),
        secret=WebhookSigningSecret(key=secret),
        tolerance=300,
    )
    return True


def workos(delivery: Any, secret: str) -> bool:
    from workos.webhooks._verification import verify_header

    verify_header(
        event_body=delivery.body,
        event_signature=delivery.headers["workos-signature"],
        secret=secret,
    )
    return True


def elevenlabs(delivery: Any, secret: str) -> bool:
    from elevenlabs import ElevenLabs

    header = delivery.headers["elevenlabs-signature"]
    body = delivery.body.decode()
    ElevenLabs(api_key="none").webhooks.construct_event(body, header, secret)
    return True


def square(delivery: Any, secret: str) -> bool:
    from square.utils.webhooks_helper import verify_signature

    return verify_signature(
        request_body=delivery.body.decode(),
        signature_header=delivery.headers["x-square-hmacsha256-signature"],
        signature_key=secret,
        notification_url=delivery.url,
    )


def twilio(delivery: Any, secret: str) -> bool:
    from twilio.request_validator import RequestValidator

    fields = dict(parse_qsl(delivery.body.decode(), keep_blank_values=True))
    signature = delivery.headers["x-twilio-signature"]
    return RequestValidator(secret).validate(delivery.url, fields, signature)


def sendgrid(delivery: Any, secret: str) -> bool:
    from sendgrid.helpers.eventwebhook import EventWebhook

    webhook = EventWebhook()
    return webhook.verify_signature(
        delivery.body.decode(),
        delivery.headers["x-twilio-email-event-webhook-signature"],
        delivery.headers["x-twilio-email-event-webhook-timestamp"],
        webhook.convert_public_key_to_ecdsa(secret),
    )


def adyen(delivery: Any, secret: str) -> bool:
    from Adyen.util import is_valid_hmac_notification

    return is_valid_hmac_notification(json.loads(delivery.body), secret) is True


def discord_interactions(delivery: Any, secret: str) -> bool:
    from discord_interactions import verify_key

    return verify_key(
        delivery.body,
        delivery.headers["x-signature-ed25519"],
        delivery.headers["x-signature-timestamp"],
        secret,
    )


def mailgun(delivery: Any, secret: str) -> bool:
    from mailgun.security import SecurityGuard

    fields = json.loads(delivery.body)["signature"]
    return SecurityGuard.verify_webhook(
        secret, fields["token"], fields["timestamp"], fields["signature"]
    )


def vonage(delivery: Any, secret: str) -> bool:
    from vonage_jwt import verify_signature

    token = delivery.headers["authorization"].removeprefix("Bearer ")
    return verify_signature(token, secret)


def braintree(delivery: Any, secret: str) -> bool:
    from braintree import BraintreeGateway, Configuration, Environment

    public, _, private = secret.partition(":")
    gateway = BraintreeGateway(
        Configuration(Environment.Sandbox, "merchant", public, private)
    )
    fields = dict(parse_qsl(delivery.body.decode()))
    gateway.webhook_notification.parse(fields["bt_signature"], fields["bt_payload"])
    return True


def dropbox_sign(delivery: Any, secret: str) -> bool:
    from dropbox_sign.event_callback_helper import EventCallbackHelper
    from dropbox_sign.models.event_callback_request import EventCallbackRequest

    text = delivery.body.decode().partition("\r\n\r\n")[2].partition("\r\n--")[0]
    request = EventCallbackRequest.init(json.loads(text))
    return EventCallbackHelper.is_valid(secret, request)


def plivo_voice(delivery: Any, secret: str) -> bool:
    from plivo.utils import validate_v3_signature

    return validate_v3_signature(
        "POST",
        delivery.url,
        delivery.headers["x-plivo-signature-v3-nonce"],
        secret,
        delivery.headers["x-plivo-signature-v3"],
        dict(parse_qsl(delivery.body.decode())),
    )


def mercadopago(delivery: Any, secret: str) -> bool:
    from mercadopago.webhook import WebhookSignatureValidator

    query = dict(parse_qsl(delivery.url.partition("?")[2]))
    WebhookSignatureValidator.validate(
        delivery.headers["x-signature"],
        delivery.headers["x-request-id"],
        query["data.id"],
        secret,
    )
    return True


def adyen_platform(delivery: Any, secret: str) -> bool:
    from Adyen.util import is_valid_hmac_payload

    signature = delivery.headers["hmacsignature"]
    return is_valid_hmac_payload(signature, secret, delivery.body) is True


def razorpay(delivery: Any, secret: str) -> bool:
    from razorpay import Utility

    signature = delivery.headers["x-razorpay-signature"]
    return Utility().verify_webhook_signature(delivery.body.decode(), signature, secret)


def paddle(delivery: Any, secret: str) -> bool:
    from paddle_billing.Notifications import Secret, Verifier

    request = SimpleNamespace(
        headers={"Paddle-Signature": delivery.headers["paddle-signature"]},
        body=delivery.body,
    )
    return Verifier().verify(request, Secret(secret))


def mollie(delivery: Any, secret: str) -> bool:
    from mollie.utils.webhooks.signature_validator import SignatureValidator

    return SignatureValidator.validate(
        delivery.body.decode(), secret, delivery.headers["x-mollie-signature"]
    )


def gocardless(delivery: Any, secret: str) -> bool:
    from gocardless_pro.webhooks import parse

    parse(delivery.body, secret, delivery.headers["webhook-signature"])
    return True


def coinbase_commerce(delivery: Any, secret: str) -> bool:
    from coinbase_commerce.webhook import WebhookSignature

    signature = delivery.headers["x-cc-webhook-signature"]
    return WebhookSignature.verify_sig_header(delivery.body.decode(), signature, secret)


def polar(delivery: Any, secret: str) -> bool:
    from polar.webhooks import validate_event

    known = frozenset({"order.paid", "subscription.created"})
    validate_event(delivery.body, dict(delivery.headers), secret, known, dict)
    return True


def modern_treasury(delivery: Any, secret: str) -> bool:
    from modern_treasury import ModernTreasury

    client = ModernTreasury(api_key="", organization_id="")
    return client.webhooks.validate_signature(
        delivery.body.decode(), dict(delivery.headers), key=secret
    )


def bigcommerce(delivery: Any, secret: str) -> bool:
    from standardwebhooks.webhooks import Webhook

    key = b64encode(secret.encode()).decode()
    Webhook(key).verify(delivery.body, dict(delivery.headers))
    return True


def airtable(delivery: Any, secret: str) -> bool:
    from pyairtable.models import WebhookNotification

    signature = delivery.headers["x-airtable-content-mac"]
    WebhookNotification.from_request(delivery.body.decode(), signature, secret)
    return True


def intuit(delivery: Any, secret: str) -> bool:
    from quickbooks import QuickBooks

    signature = delivery.headers["intuit-signature"]
    return QuickBooks().validate_webhook_signature(
        delivery.body.decode(), signature, secret
    )


def apple_app_store(delivery: Any, secret: str) -> bool:
    from appstoreserverlibrary.models.Environment import Environment
    from appstoreserverlibrary.signed_data_verifier import SignedDataVerifier
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_pem_x509_certificate

    (pem,) = RECORDS["apple_app_store"]["secret"]["fetched"].values()
    root = load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER)
    bundle_id, environment, *apple_id = secret.split()
    verifier = SignedDataVerifier(
        [root],
        False,
        Environment(environment),
        bundle_id,
        *map(int, apple_id),
    )
    token = json.loads(delivery.body)["signedPayload"]
    data: Any = verifier.verify_and_decode_notification(token).data
    verifier.verify_and_decode_signed_transaction(data.signedTransactionInfo)
    return True


def google_play_rtdn(delivery: Any, secret: str) -> bool:
    from google.oauth2.id_token import verify_token

    fetched = RECORDS["google_play_rtdn"]["secret"]["fetched"]

    def request(url: str, method: str) -> Any:
        return SimpleNamespace(status=200, data=fetched[url].encode())

    ask: Any = request
    audience, email = secret.split()
    token = delivery.headers["authorization"].removeprefix("Bearer ")
    (url,) = fetched
    claims = verify_token(token, ask, audience, certs_url=url)
    return claims["email"] == email and claims["email_verified"]


VERIFIERS: dict[str, Verifier] = {
    verifier.__name__: verifier
    for verifier in (
        adyen,
        adyen_platform,
        airtable,
        anthropic,
        apple_app_store,
        bigcommerce,
        braintree,
        clerk,
        coinbase_commerce,
        discord_interactions,
        dropbox_sign,
        elevenlabs,
        github,
        gitlab,
        gocardless,
        google_play_rtdn,
        intuit,
        mailgun,
        mercadopago,
        modern_treasury,
        mollie,
        openai,
        paddle,
        plivo_voice,
        polar,
        razorpay,
        render,
        replicate,
        sendgrid,
        slack,
        square,
        standard_webhooks,
        stripe,
        stytch,
        supabase_auth_hooks,
        svix,
        twilio,
        vonage,
        workos,
    )
}
