"""Every provider of this service, on its own samples, signed as it signs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.modules.webhooks.delivery import Delivery, Headers
from app.modules.webhooks.errors import (
    SecretNotConfigured,
    SignatureMissing,
    TimestampOutOfTolerance,
    VerificationError,
)
from app.modules.webhooks.providers import load_providers
from app.modules.webhooks.providers.provider import Provider

from .concurrency import finish
from .sample import EVENTS, SAMPLES, sample
from .sandbox import Sandbox

PROVIDERS = load_providers()
TIMED = [s for s, p in PROVIDERS.items() if hasattr(p.scheme, "tolerance_seconds")]


@pytest.fixture(params=sorted(SAMPLES))
def source(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def provider(source: str) -> Provider:
    return PROVIDERS[source]


@pytest.fixture
def secret(source: str) -> str:
    text: str = SAMPLES[source]["secret"]
    return text


@pytest.fixture
def signed(provider: Provider, secret: str) -> Delivery:
    type = next(iter(SAMPLES[provider.source]["bodies"]))
    return provider.scheme.sign(sample(provider.source, type), secret)


def test_the_secret_that_signed_is_named(
    provider: Provider, signed: Delivery, secret: str
) -> None:
    assert provider.verify(signed, [secret]) == 0
    assert provider.verify(signed, ["another", "", secret]) == 2


def test_a_tampered_body_is_refused(
    provider: Provider, signed: Delivery, secret: str
) -> None:
    for body in (signed.body + b" ", signed.body[:-1], b""):
        with pytest.raises(VerificationError):
            provider.verify(replace(signed, body=body), [secret])


def test_another_secret_is_refused(provider: Provider, signed: Delivery) -> None:
    with pytest.raises(VerificationError):
        provider.verify(signed, ["another"])


def test_nothing_is_accepted_without_a_secret(
    provider: Provider, signed: Delivery
) -> None:
    for secrets in ([], [""]):
        with pytest.raises(SecretNotConfigured):
            provider.verify(signed, secrets)


def test_an_unsigned_delivery_is_refused(
    provider: Provider, signed: Delivery, secret: str
) -> None:
    type = next(iter(SAMPLES[provider.source]["bodies"]))
    with pytest.raises(SignatureMissing):
        provider.verify(sample(provider.source, type), [secret])


def test_a_mangled_signature_is_refused(
    provider: Provider, signed: Delivery, secret: str
) -> None:
    for name in signed.headers.keys() - sample(*EVENTS[0]).headers.keys():
        for value in ("", ",", "=", "t=,v1=", "\u00e9", signed.headers[name][:-1]):
            headers = Headers({**signed.headers, name: value})
            with pytest.raises(VerificationError):
                provider.verify(replace(signed, headers=headers), [secret])


@pytest.mark.parametrize("source", TIMED)
@pytest.mark.parametrize("direction", [1, -1], ids=["stale", "future"])
def test_a_signature_from_another_time_is_refused(
    provider: Provider, signed: Delivery, secret: str, direction: int
) -> None:
    tolerance = timedelta(seconds=getattr(provider.scheme, "tolerance_seconds", 0))
    just_within = signed.received_at + direction * (tolerance - timedelta(seconds=2))
    too_far = signed.received_at + direction * (tolerance + timedelta(seconds=2))

    assert provider.verify(replace(signed, received_at=just_within), [secret]) == 0
    with pytest.raises(TimestampOutOfTolerance):
        provider.verify(replace(signed, received_at=too_far), [secret])


@pytest.mark.parametrize(("source", "type"), EVENTS)
def test_its_events_are_received_and_known(
    sandbox: Sandbox, source: str, type: str, secret: str
) -> None:
    provider = PROVIDERS[source]
    service = replace(sandbox.service, providers=PROVIDERS, handlers={})
    sandbox.secrets[:] = [secret]

    signed = provider.scheme.sign(sample(source, type), secret)
    answer = finish(service.receive(signed))

    assert answer == provider.accepted
    row = sandbox.row()
    assert (row.source, row.type, row.status) == (source, type, "pending")
    assert row.subject
