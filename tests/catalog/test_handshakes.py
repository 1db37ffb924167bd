"""Every handshake of the catalogue, asked as its provider asks."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from webhookgen.catalog import Record
from webhookgen.deliver import Answer
from webhookgen.purecode import pure_module
from webhookgen.signing import fill

from .samples import (
    RECORDS,
    asked,
    errors,
    key_of,
    other_secret,
    provider_of,
    question,
    secret_of,
    signed,
)

HANDSHAKES = [
    pytest.param(record, handshake, id=f"{name}-{handshake['family']}")
    for name, record in RECORDS.items()
    for handshake in record.get("handshakes", ())
]
each_handshake = pytest.mark.parametrize(("record", "handshake"), HANDSHAKES)


def answer_to(record: Record, delivery: Any) -> Any:
    """As service.receive goes about it."""
    provider = provider_of(record)
    secrets, tokens = [secret_of(record)], ["verify token"]
    answer = provider.answer_handshake(delivery, secrets, tokens, signed=False)
    if answer is None:
        provider.verify(delivery, secrets)
        answer = provider.answer_handshake(delivery, secrets, tokens, signed=True)
    return answer


def told(answer: Any) -> Answer:
    """The answer as whoever asks gets it."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Answer(answer.status, answer.body.decode(), headers)


@each_handshake
def test_it_is_answered_as_the_provider_wants(record: Record, handshake: Any) -> None:
    delivery = asked(record, handshake)
    answer = answer_to(record, delivery)
    assert answer is not None
    wanted = fill(handshake["sample"]["answer"], {"secret": key_of(record)})
    assert answer.status == wanted["status"]
    if "body" in wanted:
        assert answer.body.decode() == wanted["body"]
    assert wanted.get("headers", {}).items() <= dict(answer.headers).items()
    assert delivery.method in provider_of(record).methods
    assert question(record, handshake).problem(told(answer)) == ""


@each_handshake
def test_another_answer_is_not_what_the_provider_wants(
    record: Record, handshake: Any
) -> None:
    played = question(record, handshake)
    good = told(answer_to(record, asked(record, handshake)))
    others = [replace(good, status=500)]
    if played.wanted.body:
        others.append(replace(good, body="received"))
    if played.wanted.headers:
        others.append(replace(good, headers={}))
    for other in others:
        assert played.problem(other) != ""


@each_handshake
def test_a_forged_one_is_refused_where_it_is_signed(
    record: Record, handshake: Any
) -> None:
    provider, delivery = provider_of(record), asked(record, handshake)
    (shake,) = (
        s
        for s, spec in zip(provider.handshakes, record["handshakes"], strict=True)
        if spec is handshake
    )
    if not shake.signed:
        pytest.skip("its provider does not sign it")
    with pytest.raises(errors.VerificationError):
        provider.verify(delivery, [other_secret(record)])


@each_handshake
def test_a_token_is_asked_for_where_there_is_one(
    record: Record, handshake: Any
) -> None:
    if not record["secret"].get("verify_token"):
        pytest.skip("it has none")
    provider, delivery = provider_of(record), asked(record, handshake)
    for tokens in (["another"], [""], []):
        try:
            answer = provider.answer_handshake(delivery, [], tokens, signed=False)
        except (errors.VerificationError, errors.SecretNotConfigured):
            continue
        # Fitbit wants a refusal of its own.
        assert answer.status == 404


@each_handshake
def test_an_event_is_no_handshake(record: Record, handshake: Any) -> None:
    provider, delivery = provider_of(record), signed(record)
    for is_signed in (True, False):
        assert (
            provider.answer_handshake(delivery, ["s"], ["t"], signed=is_signed) is None
        )
    empty = replace(delivery, body=b"")
    assert provider.answer_handshake(empty, ["s"], ["t"], signed=True) is None


@pytest.mark.parametrize("name", ["x", "zoom"])
def test_a_challenge_that_looks_like_a_body_is_not_signed(name: str) -> None:
    """Deliveries are signed with the same secret: it would be a forged delivery's signature."""
    record = RECORDS[name]
    delivery = asked(record, record["handshakes"][0])
    forged = '{"for_user_id": "1"}'
    url = f"https://hooks.example.com/webhooks/it?{urlencode({'crc_token': forged})}"
    body = delivery.body.replace(b"qgg8vlvZRS6UYooatFL8Aw", b'{\\"id\\": 1}')
    asking = replace(delivery, url=url, body=body)
    for sent in (True, False):
        provider = provider_of(record)
        answer = provider.answer_handshake(asking, [secret_of(record)], [], signed=sent)
        assert answer is None


@pytest.mark.parametrize(
    ("url", "fetched"),
    [
        ("https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription", True),
        ("https://sns.cn-north-1.amazonaws.com.cn/?Action=ConfirmSubscription", True),
        ("http://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription", False),
        ("https://sns.eu-west-1.amazonaws.com.attacker.example/?Action=x", False),
        ("https://attacker.example/sns.eu-west-1.amazonaws.com/?Action=x", False),
        ("https://sns.eu-west-1.amazonaws.com@attacker.example/?Action=x", False),
        ("https://sns.eu-west-1.amazonaws.com/latest/meta-data?Action=x", False),
    ],
)
def test_of_subscriptions_only_amazons_own_urls_are_fetched(
    url: str, fetched: bool
) -> None:
    record = RECORDS["aws_sns"]
    asking = asked(record, record["handshakes"][0])
    body = json.dumps({"Type": "SubscriptionConfirmation", "SubscribeURL": url})
    seen: list[str] = []
    shake = pure_module("handshakes.sns_subscription").SnsSubscription(
        fetch=seen.append
    )
    confirming = replace(asking, body=body.encode())
    if fetched:
        assert shake.answer(confirming, [], []).status == 200
        assert seen == [url]
    else:
        with pytest.raises(errors.WebhookError):
            shake.answer(confirming, [], [])
        assert seen == []
