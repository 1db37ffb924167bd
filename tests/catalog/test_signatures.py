"""Sign and verify, for every provider; then one thing is not as it was."""

from dataclasses import replace
from datetime import timedelta

import pytest
from webhookgen.catalog import Record

from .samples import (
    delivery_module,
    each_event,
    each_record,
    errors,
    key_of,
    other_secret,
    provider_of,
    secret_of,
    signed,
    tampered,
)


@each_event
def test_what_is_signed_verifies(record: Record, type: str) -> None:
    provider = provider_of(record)
    assert provider.verify(signed(record, type), [secret_of(record)]) == 0


@each_record
def test_the_secret_that_signed_is_named(record: Record) -> None:
    secrets = [other_secret(record), "", secret_of(record)]
    assert provider_of(record).verify(signed(record), secrets) == 2


@each_record
def test_what_the_record_says_is_covered_is_covered(record: Record) -> None:
    for part in record["covers"]:
        with pytest.raises(errors.VerificationError):
            provider_of(record).verify(
                tampered(signed(record), part), [secret_of(record)]
            )


@each_record
def test_no_more_is_covered_than_the_record_says(record: Record) -> None:
    provider, delivery = provider_of(record), signed(record)
    for part in {"body", "url"} - set(record["covers"]):
        if part == "body" and any(c.startswith("body:") for c in record["covers"]):
            continue
        assert provider.verify(tampered(delivery, part), [secret_of(record)]) == 0


@each_record
def test_another_secret_is_refused(record: Record) -> None:
    for secret in (other_secret(record), "another", "\u00e9", "=", "00"):
        with pytest.raises(errors.VerificationError):
            provider_of(record).verify(signed(record), [secret])


@each_record
def test_nothing_is_accepted_without_a_secret(record: Record) -> None:
    for secrets in ([], [""], ["", ""]):
        with pytest.raises(errors.SecretNotConfigured):
            provider_of(record).verify(signed(record), secrets)
        with pytest.raises(errors.VerificationError):
            provider_of(record).scheme.verify(signed(record), secrets)


@each_record
def test_what_signing_added_is_needed(record: Record) -> None:
    delivery = signed(record)
    added = delivery.headers.keys() - {
        name.lower() for name in record.get("headers", {})
    }
    for name in added:
        for value in (None, "", ",", "=", "t=,v1=", "é", delivery.headers[name][:-1]):
            headers = {k: v for k, v in delivery.headers.items() if k != name}
            headers |= {} if value is None else {name: value}
            changed = replace(delivery, headers=delivery_module.Headers(headers))
            # A URL that is the provider's, but leads nowhere, ends in KeysUnavailable.
            with pytest.raises((errors.VerificationError, errors.KeysUnavailable)):
                provider_of(record).verify(changed, [secret_of(record)])


@each_record
def test_a_time_too_far_away_is_refused_in_both_directions(record: Record) -> None:
    provider, delivery = provider_of(record), signed(record)
    tolerance = getattr(provider.scheme, "tolerance_seconds", None)
    for direction in (1, -1):
        years = replace(
            delivery,
            received_at=delivery.received_at + direction * timedelta(days=3650),
        )
        if tolerance is None:
            continue
        for away, accepted in ((tolerance - 2, True), (tolerance + 2, False)):
            moved = replace(
                delivery,
                received_at=delivery.received_at + direction * timedelta(seconds=away),
            )
            if accepted:
                assert provider.verify(moved, [secret_of(record)]) == 0
                continue
            for late in (moved, years):
                with pytest.raises(errors.TimestampOutOfTolerance):
                    provider.verify(late, [secret_of(record)])


@each_record
def test_an_unsigned_delivery_is_refused(record: Record) -> None:
    delivery = signed(record)
    bare = replace(
        delivery,
        headers=delivery_module.Headers({}),
        body=b"{}",
        url="https://hooks.example.com/webhooks/it",
    )
    with pytest.raises(errors.VerificationError):
        provider_of(record).verify(bare, [secret_of(record)])


@each_record
def test_the_private_half_is_not_what_a_service_is_given(record: Record) -> None:
    assert secret_of(record)
    if key_of(record) != secret_of(record):
        assert "PRIVATE" not in secret_of(record)
