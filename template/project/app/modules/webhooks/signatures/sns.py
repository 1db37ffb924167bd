"""Amazon SNS: RSA signature of fields of the body, with a certificate from Amazon.

https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html
The secret of this source is the topic's ARN: the certificate only proves that some topic of
somebody's sent it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..bodies import parse_json
from ..delivery import Delivery
from ..errors import SignatureMalformed, SignatureMismatch, SignatureMissing
from . import equal
from .certificates import require_signed, rsa_signature
from .encodings import encode
from .pinned_fetch import Fetch, fetch_pinned, require_pinned
from .public_keys import decoded_signature

HOSTS = r"https://sns\.[a-zA-Z0-9-]{3,}\.amazonaws\.com(\.cn)?/[\w./-]+\.pem"
SAMPLE_CERTIFICATE = (
    "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-sample.pem"
)
NOTIFICATION = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
CONFIRMATION = (
    "Message",
    "MessageId",
    "SubscribeURL",
    "Timestamp",
    "Token",
    "TopicArn",
    "Type",
)
SIGNED = {
    "Notification": NOTIFICATION,
    "SubscriptionConfirmation": CONFIRMATION,
    "UnsubscribeConfirmation": CONFIRMATION,
}


@dataclass(frozen=True)
class SnsMessage:
    """`Signature` over the fields that the message's type has, in alphabetical order."""

    fetch: Fetch = fetch_pinned

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> int:
        body = _message(delivery)
        signature = decoded_signature(body["Signature"], "base64")
        if body["SignatureVersion"] not in ("1", "2"):
            raise SignatureMalformed("SignatureVersion must be 1 or 2.")
        url = require_pinned(body["SigningCertURL"], HOSTS)
        matched = _matching_topic(body["TopicArn"], secrets)
        require_signed(
            self.fetch(url),
            signature,
            _content(body),
            delivery.received_at,
            sha1=body["SignatureVersion"] == "1",
        )
        return matched

    def sign(self, delivery: Delivery, secret: str) -> Delivery:
        """`secret` is the topic's ARN and, after a line break, a private key as PEM."""
        topic, _, private = secret.partition("\n")
        body = json.loads(delivery.body)
        body |= {
            "TopicArn": topic,
            "SignatureVersion": "2",
            "SigningCertURL": SAMPLE_CERTIFICATE,
        }
        body["Signature"] = encode(rsa_signature(private, _content(body)), "base64")
        return replace(delivery, body=json.dumps(body).encode())


def _message(delivery: Delivery) -> dict[str, Any]:
    try:
        body = parse_json(delivery)
    except ValueError as error:
        raise SignatureMalformed(str(error)) from None
    needed = ("Signature", "SignatureVersion", "SigningCertURL", "TopicArn")
    if not isinstance(body, dict) or not isinstance(body.get("Type"), str):
        raise SignatureMalformed("The body is no SNS message.")
    if not all(isinstance(body.get(name), str) for name in needed):
        raise SignatureMissing("The body has no signature.")
    if body["Type"] not in SIGNED:
        raise SignatureMalformed("Its Type is not known.")
    return body


def _matching_topic(topic: str, secrets: Sequence[str]) -> int:
    for index, secret in enumerate(secrets):
        if secret and equal(secret, topic):
            return index
    raise SignatureMismatch("It is of another topic.")


def _content(body: dict[str, Any]) -> bytes:
    names = [name for name in SIGNED[body["Type"]] if body.get(name) is not None]
    text = "".join(f"{name}\n{body[name]}\n" for name in names)
    return text.encode("utf-8", "replace")
