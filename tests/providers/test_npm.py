"""What we sign the providers' packages for Node accept; what was changed both refuse."""

import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.catalog.samples import (
    RECORDS,
    errors,
    other_secret,
    provider_of,
    secret_of,
    signed,
    tampered,
)

from .packages import NPM, need_npm

need_npm()

# Packages that take a delivery of next month.
NO_FUTURE_LIMIT = ("mux",)


def run(request: Any) -> Any:
    """What verify.mjs answers to this."""
    done = subprocess.run(
        ["node", "verify.mjs"],
        cwd=NPM,
        input=json.dumps(request),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def verdicts(provider: str, *deliveries: tuple[Any, str]) -> list[bool]:
    """Whether the provider's package accepts each delivery with its secret."""
    given: list[bool] = run(
        {
            "provider": provider,
            "deliveries": [
                {
                    "method": delivery.method,
                    "url": delivery.url,
                    "headers": dict(delivery.headers),
                    "body": delivery.body.decode(),
                    "secret": secret,
                }
                for delivery, secret in deliveries
            ],
        }
    )
    return given


@pytest.mark.parametrize("name", run({}))
def test_a_package_and_we_agree(name: str) -> None:
    record, secret = RECORDS[name], secret_of(RECORDS[name])
    genuine = signed(record, now=datetime.now(UTC))
    forged = [tampered(genuine, part) for part in record["covers"]]
    cases = [(genuine, secret), (genuine, other_secret(record))]
    cases += [(delivery, secret) for delivery in forged]

    assert verdicts(name, *cases) == [True] + [False] * (len(cases) - 1)

    assert provider_of(record).verify(genuine, [secret]) == 0
    for delivery, with_secret in cases[1:]:
        with pytest.raises(errors.VerificationError):
            provider_of(record).verify(delivery, [with_secret])


@pytest.mark.parametrize("name", NO_FUTURE_LIMIT)
def test_a_package_accepts_the_far_future_and_we_do_not(name: str) -> None:
    record, secret = RECORDS[name], secret_of(RECORDS[name])
    delivery = signed(record, now=datetime.now(UTC) + timedelta(days=30))

    assert verdicts(name, (delivery, secret)) == [True]
    received = replace(delivery, received_at=datetime.now(UTC))
    with pytest.raises(errors.TimestampOutOfTolerance):
        provider_of(record).verify(received, [secret])
