"""Every provider of this service, on its own samples, signed as it signs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.modules.webhooks.delivery import Delivery, Headers
from app.modules.webhooks.errors import (
    SecretNotConfigured,
    TimestampOutOfTolerance,
    VerificationError,
)
from app.modules.webhooks.providers import load_providers
from app.modules.webhooks.providers.provider import Provider

from .concurrency import finish
from .sample import EVENTS, SAMPLES, sample, signed, tampered, without_network
from .sandbox import Sandbox

PROVIDERS = {
    source: without_network(provider) for source, provider in load_providers().items()
}
TIMED = [
    source
    for source, provider in PROVIDERS.items()
    if getattr(provider.scheme, "tolerance_seconds", None) is not None
]


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
def delivery(provider: Provider) -> Delivery:
    return signed(provider, next(iter(SAMPLES[provider.source]["bodies"])))


def test_the_secret_that_signed_is_named(
    provider: Provider, delivery: Delivery, secret: str
) -> None:
    other = SAMPLES[provider.source]["other_secret"]
    assert provider.verify(delivery, [secret]) == 0
    assert provider.verify(delivery, [other, "", secret]) == 2


def test_what_is_signed_cannot_be_changed(
    provider: Provider, delivery: Delivery, secret: str
) -> None:
    for part in SAMPLES[provider.source]["covers"]:
        with pytest.raises(VerificationError):
            provider.verify(tampered(delivery, part), [secret])


def test_another_secret_is_refused(provider: Provider, delivery: Delivery) -> None:
    for secret in (SAMPLES[provider.source]["other_secret"], "another"):
        with pytest.raises(VerificationError):
            provider.verify(delivery, [secret])


def test_nothing_is_accepted_without_a_secret(
    provider: Provider, delivery: Delivery
) -> None:
    for secrets in ([], [""]):
        with pytest.raises(SecretNotConfigured):
            provider.verify(delivery, secrets)


def test_an_unsigned_delivery_is_refused(
    provider: Provider, delivery: Delivery, secret: str
) -> None:
    bare = replace(delivery, headers=Headers({}), url="http://test/", body=b"{}")
    with pytest.raises(VerificationError):
        provider.verify(bare, [secret])


def test_a_mangled_signature_is_refused(
    provider: Provider, delivery: Delivery, secret: str
) -> None:
    type = next(iter(SAMPLES[provider.source]["bodies"]))
    for name in delivery.headers.keys() - sample(provider.source, type).headers.keys():
        for value in ("", ",", "=", "t=,v1=", "\u00e9"):
            headers = Headers({**delivery.headers, name: value})
            with pytest.raises(VerificationError):
                provider.verify(replace(delivery, headers=headers), [secret])


@pytest.mark.parametrize("direction", [1, -1], ids=["stale", "future"])
def test_signatures_from_another_time_are_refused(direction: int) -> None:
    # A loop and no parameter: without a timed provider there would be a skipped test.
    for source in TIMED:
        provider, secret = PROVIDERS[source], SAMPLES[source]["secret"]
        delivery = signed(provider, next(iter(SAMPLES[source]["bodies"])))
        tolerance = timedelta(seconds=getattr(provider.scheme, "tolerance_seconds", 0))
        margin = timedelta(seconds=2)
        just_within = delivery.received_at + direction * (tolerance - margin)
        too_far = delivery.received_at + direction * (tolerance + margin)

        on_time = replace(delivery, received_at=just_within)
        assert provider.verify(on_time, [secret]) == 0
        with pytest.raises(TimestampOutOfTolerance):
            provider.verify(replace(delivery, received_at=too_far), [secret])


@pytest.mark.anyio
@pytest.mark.parametrize(("source", "type"), EVENTS)
async def test_its_events_are_received_and_known(
    sandbox: Sandbox, source: str, type: str, secret: str
) -> None:
    provider = PROVIDERS[source]
    service = replace(sandbox.service, providers=PROVIDERS, handlers={})
    sandbox.secrets[:] = [secret]

    answer = await finish(service.receive(signed(provider, type)))

    assert answer == provider.accepted
    row = await sandbox.row()
    assert (row.source, row.type, row.status) == (source, type, "pending")
