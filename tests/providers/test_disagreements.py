"""Where an official verifier, or a provider's own way of signing, is wrong: what we do instead.

The packages that take the far future are listed in test_sdks.py and test_npm.py.
"""

import copy
import hmac
import json
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.catalog.samples import (
    RECORDS,
    delivery_module,
    errors,
    provider_of,
    secret_of,
    signed,
)

from .packages import need_extra
from .verifiers import VERIFIERS

need_extra("standardwebhooks")


def now_signed(name: str) -> Any:
    return signed(RECORDS[name], now=datetime.now(UTC))


def test_adyens_package_checks_the_first_item_only_and_we_check_all() -> None:
    record, secret = RECORDS["adyen"], secret_of(RECORDS["adyen"])
    genuine = json.loads(signed(record).body)
    forged = copy.deepcopy(genuine["notificationItems"][0])
    forged["NotificationRequestItem"]["amount"]["value"] = 1
    batch = {**genuine, "notificationItems": [*genuine["notificationItems"], forged]}
    delivery = replace(signed(record), body=json.dumps(batch).encode())

    assert VERIFIERS["adyen"](delivery, secret)
    with pytest.raises(errors.SignatureMismatch):
        provider_of(record).verify(delivery, [secret])


def test_supabases_list_of_signatures_is_read_here_and_not_by_its_package() -> None:
    record, secret = (
        RECORDS["supabase_auth_hooks"],
        secret_of(RECORDS["supabase_auth_hooks"]),
    )
    delivery = now_signed("supabase_auth_hooks")
    signature = delivery.headers["webhook-signature"]
    headers = {**delivery.headers, "webhook-signature": f"{signature}, v1,AAAA"}
    rolled = replace(delivery, headers=delivery_module.Headers(headers))

    with pytest.raises(ValueError, match="too many values to unpack"):
        VERIFIERS["supabase_auth_hooks"](rolled, secret)
    assert provider_of(record).verify(rolled, [secret]) == 0


def test_polars_key_is_text_which_standard_webhooks_would_decode() -> None:
    record, delivery = RECORDS["polar"], now_signed("polar")
    # A secret that can be read both ways.
    secret = "polar_whs_" + b64encode(b"twenty-four bytes of key").decode().rstrip("=")
    text_signed = provider_of(record).scheme.sign(delivery, secret)

    assert VERIFIERS["polar"](text_signed, secret)
    assert provider_of(record).verify(text_signed, [secret]) == 0
    with pytest.raises(Exception, match=r"signature|base64|padding"):
        VERIFIERS["standard_webhooks"](text_signed, secret)


def test_segment_signs_the_first_event_of_a_batch_only_so_batches_are_refused() -> None:
    record, secret = RECORDS["segment"], secret_of(RECORDS["segment"])
    event = json.loads(signed(record).body)
    forged = {**event, "messageId": "another", "userId": "somebody else"}
    first = json.dumps(event, separators=(",", ":")).encode()
    headers = {"X-Signature": hmac.digest(secret.encode(), first, "sha1").hex()}
    single = replace(
        signed(record), body=first, headers=delivery_module.Headers(headers)
    )
    batch = replace(single, body=json.dumps([event, forged]).encode())

    assert provider_of(record).verify(single, [secret]) == 0
    with pytest.raises(errors.SignatureMismatch):
        provider_of(record).verify(batch, [secret])
