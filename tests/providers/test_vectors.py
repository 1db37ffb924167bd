"""Signatures that others made: published ones (vectors.json), and those of packages that sign."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.catalog.samples import (
    RECORDS,
    delivery_of,
    errors,
    provider_of,
    secret_of,
    signed,
    tampered,
)

from . import platform_verifiers, saas_verifiers, verifiers

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text())
PACKAGES = {
    "standard_webhooks": ("standardwebhooks.webhooks", "webhook"),
    "svix": ("svix.webhooks", "svix"),
}


@pytest.fixture(
    params=VECTORS,
    ids=[f"{vector['provider']}-{n}" for n, vector in enumerate(VECTORS)],
)
def vector(request: pytest.FixtureRequest) -> Mapping[str, Any]:
    given: Mapping[str, Any] = request.param
    return given


def test_a_published_signature_is_right(vector: Mapping[str, Any]) -> None:
    record = RECORDS[vector["provider"]]
    delivery = delivery_of(record, vector["headers"], vector["body"].encode())
    delivery = replace(
        delivery, received_at=datetime.fromtimestamp(vector.get("at", 0), UTC)
    )
    provider = provider_of(record)
    assert provider.verify(delivery, [vector["secret"]]) == 0
    for part in record["covers"]:
        with pytest.raises(errors.SignatureMismatch):
            provider.verify(tampered(delivery, part), [vector["secret"]])


def test_a_vector_is_behind_every_proof_that_names_one() -> None:
    proven = {n for n, record in RECORDS.items() if record["proof"]["kind"] == "vector"}
    assert proven <= {vector["provider"] for vector in VECTORS}


def test_a_package_is_run_for_every_proof_that_names_one() -> None:
    script = Path(__file__).with_name("npm").joinpath("verify.mjs").read_text()
    run = {*re.findall(r"^  async (\w+)\(\) {", script, re.MULTILINE)}
    for module in (platform_verifiers, saas_verifiers, verifiers):
        run |= module.VERIFIERS.keys()
    proven = {n for n, record in RECORDS.items() if record["proof"]["kind"] == "sdk"}
    assert proven == run


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_what_a_package_signs_we_accept(name: str) -> None:
    module, prefix = PACKAGES[name]
    webhook = pytest.importorskip(module).Webhook(secret_of(RECORDS[name]))
    delivery = signed(RECORDS[name])
    signature = webhook.sign(
        delivery.headers[f"{prefix}-id"],
        delivery.received_at,
        delivery.body.decode(),
    )
    headers = type(delivery.headers)(
        {**delivery.headers, f"{prefix}-signature": signature}
    )
    delivery = replace(delivery, headers=headers)
    assert provider_of(RECORDS[name]).verify(delivery, [secret_of(RECORDS[name])]) == 0
