"""What we sign the providers' own packages accept; what was changed both refuse."""

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

from . import platform_verifiers, saas_verifiers, verifiers
from .packages import need_extra
from .verifiers import Verifier

need_extra("twilio")

VERIFIERS = (
    verifiers.VERIFIERS | saas_verifiers.VERIFIERS | platform_verifiers.VERIFIERS
)

# Where a provider's package is more lenient than we are, and what it lets through.
LENIENT = {
    "vonage": "it checks the token only, not the hash of the body in it",
}


@pytest.fixture(params=sorted(VERIFIERS))
def name(request: pytest.FixtureRequest) -> str:
    text: str = request.param
    return text


@pytest.fixture
def delivery(name: str) -> Any:
    # Imports the package, which may take longer than a delivery of Paddle's is fresh.
    accepts(VERIFIERS[name], signed(RECORDS[name]), "")
    return signed(RECORDS[name], now=datetime.now(UTC))


def accepts(verifier: Verifier, delivery: Any, secret: str) -> bool:
    try:
        return verifier(delivery, secret)
    except ImportError:
        raise
    except Exception:
        return False


def test_it_accepts_what_we_sign(name: str, delivery: Any) -> None:
    record = RECORDS[name]
    assert VERIFIERS[name](delivery, secret_of(record))
    assert provider_of(record).verify(delivery, [secret_of(record)]) == 0


def test_both_refuse_another_secret(name: str, delivery: Any) -> None:
    record = RECORDS[name]
    assert not accepts(VERIFIERS[name], delivery, other_secret(record))
    with pytest.raises(errors.VerificationError):
        provider_of(record).verify(delivery, [other_secret(record)])


def test_both_refuse_what_was_changed(name: str, delivery: Any) -> None:
    record = RECORDS[name]
    for part in record["covers"]:
        changed = tampered(delivery, part)
        with pytest.raises(errors.VerificationError):
            provider_of(record).verify(changed, [secret_of(record)])
        if name not in LENIENT:
            assert not accepts(VERIFIERS[name], changed, secret_of(record)), part


@pytest.mark.parametrize("lenient", ["cloudinary", "elevenlabs", "stripe"])
def test_a_package_accepts_the_far_future_and_we_do_not(lenient: str) -> None:
    record = RECORDS[lenient]
    now = datetime.now(UTC)
    delivery = signed(record, now=now + timedelta(days=30))

    assert VERIFIERS[lenient](delivery, secret_of(record))
    with pytest.raises(errors.TimestampOutOfTolerance):
        provider_of(record).verify(
            replace(delivery, received_at=now), [secret_of(record)]
        )
