"""What the providers' own packages sign we accept, and the signatures that HubSpot published."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.catalog.samples import (
    RECORDS,
    delivery_module,
    delivery_of,
    errors,
    provider_of,
    secret_of,
    signed,
)

from .packages import need_extra
from .saas_verifiers import VERIFIERS

need_extra("hubspot")

# github.com/HubSpot/hubspot-api-python tests/spec/utils/test_signature.py
HUBSPOT_SECRET = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy"
HUBSPOT_BODY = b"{'example_field':'example_value'}"


def box(delivery: Any, secret: str) -> dict[str, str]:
    from box_sdk_gen.internal.utils import compute_webhook_signature

    text, headers = delivery.body.decode(), dict(delivery.headers)
    signature = compute_webhook_signature(text, headers, secret)
    return {"BOX-SIGNATURE-SECONDARY": signature, "BOX-SIGNATURE-PRIMARY": "of another"}


def hubspot_v1(delivery: Any, secret: str) -> dict[str, str]:
    return {"X-HubSpot-Signature": _hubspot("v1", delivery, secret)}


def hubspot_v2(delivery: Any, secret: str) -> dict[str, str]:
    return {"X-HubSpot-Signature": _hubspot("v2", delivery, secret)}


def hubspot(delivery: Any, secret: str) -> dict[str, str]:
    return {"X-HubSpot-Signature-v3": _hubspot("v3", delivery, secret)}


def _hubspot(version: str, delivery: Any, secret: str) -> str:
    from hubspot.utils.signature import Signature

    return Signature.get_signature(
        secret,
        delivery.body.decode(),
        version,
        delivery.url,
        delivery.method,
        delivery.headers.find("X-HubSpot-Request-Timestamp"),
    )


def resend(delivery: Any, secret: str) -> dict[str, str]:
    from svix.webhooks import Webhook

    moment = datetime.fromtimestamp(int(delivery.headers["svix-timestamp"]), UTC)
    text = delivery.body.decode()
    signature = Webhook(secret).sign(delivery.headers["svix-id"], moment, text)
    return {"svix-signature": f"v1,AAAA {signature}"}


@pytest.mark.parametrize(
    "sign", [box, hubspot_v1, hubspot_v2, hubspot, resend], ids=lambda f: f.__name__
)
def test_we_accept_what_the_package_signs(
    sign: Callable[[Any, str], dict[str, str]],
) -> None:
    record = RECORDS[sign.__name__]
    delivery = signed(record)
    headers = {**delivery.headers, **sign(delivery, secret_of(record))}
    theirs = delivery_of(record, delivery_module.Headers(headers), delivery.body)
    assert provider_of(record).verify(theirs, [secret_of(record)]) == 0
    forged = {**delivery.headers, **sign(delivery, "whsec_YW5vdGhlcg==")}
    theirs = delivery_of(record, delivery_module.Headers(forged), delivery.body)
    with pytest.raises(errors.SignatureMismatch):
        provider_of(record).verify(theirs, [secret_of(record)])


@pytest.mark.parametrize(
    ("name", "signature"),
    [
        (
            "hubspot_v1",
            "69fc6631a867edd4f9e9e627fc5c1148e3fbdd8b21837b6d2b8901c1fa57f750",
        ),
        (
            "hubspot_v2",
            "4fe4e3a7d3cf09db53be39d0a58130e2aaba074ec123a9e355b876a689a1c383",
        ),
    ],
)
def test_hubspots_published_signatures_are_ours(name: str, signature: str) -> None:
    record, url = RECORDS[name], "https://www.example.com/webhook_uri"
    headers = {"X-HubSpot-Signature": signature}
    genuine = delivery_of(record, headers, HUBSPOT_BODY, url)
    assert provider_of(record).verify(genuine, [HUBSPOT_SECRET]) == 0
    changed = delivery_of(record, headers, HUBSPOT_BODY + b" ", url)
    with pytest.raises(errors.SignatureMismatch):
        provider_of(record).verify(changed, [HUBSPOT_SECRET])


def test_hubspots_package_accepts_the_far_future_and_we_do_not() -> None:
    record, now = RECORDS["hubspot"], datetime.now(UTC)
    early = signed(record, now=now + timedelta(days=30))
    assert VERIFIERS["hubspot"](early, secret_of(record))
    received = delivery_of(record, early.headers, early.body)
    with pytest.raises(errors.TimestampOutOfTolerance):
        provider_of(record).verify(received, [secret_of(record)])
