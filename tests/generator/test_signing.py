import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import stripe
from hypothesis import example, given
from hypothesis import strategies as st
from webhookgen.catalog import Record, find_record
from webhookgen.errors import UsageError
from webhookgen.signing import SignedRequest, Verdict, sign_sample, verify_delivery

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
URL = "http://localhost:8000/webhooks/it"
SECRET = "a secret with spaces"

EVENTS = [
    pytest.param(record, type, id=f"{name} {type}")
    for name in ("github", "stripe")
    for record in [find_record(name)]
    for type in record["samples"]
]
each_event = pytest.mark.parametrize(("record", "type"), EVENTS)
STALE = "TimestampOutOfTolerance"


def signed(record: Record, type: str, secret: str = SECRET) -> SignedRequest:
    return sign_sample(record, type, secret=secret, url=URL, now=NOW, id="abc")


def judged(
    record: Record,
    request: SignedRequest,
    *secrets: str,
    later: timedelta = timedelta(),
) -> Verdict:
    return verify_delivery(
        record,
        headers=request.headers,
        body=request.body,
        url=request.url,
        secrets=secrets or (SECRET,),
        received_at=NOW + later,
    )


@each_event
def test_what_is_signed_verifies(record: Record, type: str) -> None:
    assert judged(record, signed(record, type)) == Verdict(secret=1)


@each_event
def test_the_secret_that_matched_is_told_by_its_position(
    record: Record, type: str
) -> None:
    request = signed(record, type)
    assert judged(record, request, "other", "", SECRET, "more") == Verdict(secret=3)


@each_event
def test_tampering_is_seen(record: Record, type: str) -> None:
    request = signed(record, type)
    for tampered in (request.body + b"\n", request.body[:-1], b""):
        verdict = judged(record, replace(request, body=tampered))
        assert verdict.kind == "SignatureMismatch"


@each_event
def test_another_secret_is_refused(record: Record, type: str) -> None:
    assert judged(record, signed(record, type), "other").kind == "SignatureMismatch"


@each_event
def test_without_its_headers_it_is_refused(record: Record, type: str) -> None:
    request = replace(signed(record, type), headers={})
    assert judged(record, request).kind == "SignatureMissing"


@each_event
def test_every_placeholder_of_a_sample_is_filled(record: Record, type: str) -> None:
    request = signed(record, type)
    assert "$" not in request.body.decode() + "".join(request.headers.values())
    assert "abc" in request.body.decode() + "".join(request.headers.values())


@pytest.mark.parametrize(
    ("later", "kind"),
    [(-301, STALE), (-299, ""), (299, ""), (301, STALE)],
    ids=["in the future", "a little early", "a little late", "old"],
)
def test_stripes_timestamp_counts_in_both_directions(later: int, kind: str) -> None:
    record = find_record("stripe")
    request = signed(record, "invoice.paid")
    assert judged(record, request, later=timedelta(seconds=later)).kind == kind


def test_own_data_is_sent_byte_for_byte() -> None:
    request = sign_sample(
        find_record("github"),
        "anything.at_all",
        secret=SECRET,
        url=URL,
        now=NOW,
        data=b'{"a": "$5"}',
    )
    assert request.body == b'{"a": "$5"}'
    assert request.headers["x-github-event"] == "anything"
    assert judged(find_record("github"), request) == Verdict(secret=1)


def test_fresh_ids_differ() -> None:
    requests = [
        sign_sample(
            find_record("stripe"), "invoice.paid", secret=SECRET, url=URL, now=NOW
        )
        for _ in range(2)
    ]
    first, second = (json.loads(request.body)["id"] for request in requests)
    assert first != second


def test_an_unknown_type_is_told_what_there_is() -> None:
    with pytest.raises(UsageError, match=r"invoice\.paid.*--data"):
        signed(find_record("stripe"), "invoice.payed")


def test_an_empty_secret_signs_and_verifies_nothing() -> None:
    record = find_record("github")
    with pytest.raises(UsageError, match="secret"):
        signed(record, "push", secret="")
    with pytest.raises(UsageError, match="secret"):
        judged(record, signed(record, "push"), "", "")


def test_githubs_published_example() -> None:
    """docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries"""
    hexdigest = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    request = SignedRequest(
        URL, {"X-Hub-Signature-256": f"sha256={hexdigest}"}, b"Hello, World!"
    )
    secret = "It's a Secret to Everybody"
    assert judged(find_record("github"), request, secret) == Verdict(secret=1)
    again = sign_sample(
        find_record("github"), "x", secret=secret, url=URL, now=NOW, data=request.body
    )
    assert again.headers["x-hub-signature-256"] == f"sha256={hexdigest}"


def test_stripes_own_package_accepts_what_we_sign() -> None:
    request = sign_sample(
        find_record("stripe"),
        "invoice.paid",
        secret=SECRET,
        url=URL,
        now=datetime.now(UTC),
    )
    header = request.headers["stripe-signature"]
    assert stripe.WebhookSignature.verify_header(
        request.body.decode(), header, SECRET, tolerance=300
    )


def test_we_accept_what_stripes_own_package_signs() -> None:
    timestamp = int(NOW.timestamp())
    body = '{"id": "evt_1", "name": "Zoë"}'
    signature = stripe.WebhookSignature._compute_signature(
        f"{timestamp}.{body}", SECRET
    )
    header = {"Stripe-Signature": f"t={timestamp},v0=old,v1={signature}"}
    request = SignedRequest(URL, header, body.encode())
    assert judged(find_record("stripe"), request) == Verdict(secret=1)


# Text with the characters that signature headers are made of, and any other.
HEADERS = st.text() | st.text("t=v1,sha256 .0123456789abcdef\x00é", max_size=60)


@pytest.mark.parametrize("name", ["github", "stripe"])
@given(value=HEADERS, body=st.binary(max_size=20))
@example(value="t=1,v1=", body=b"")
@example(value="t=" + "9" * 5000 + ",v1=00", body=b"")
@example(value="sha256=\ud800", body=b"")
def test_no_header_makes_more_than_a_verdict(
    name: str, value: str, body: bytes
) -> None:
    record = find_record(name)
    header = record["scheme"]["parameters"]["header"]
    verdict = judged(record, SignedRequest(URL, {header: value}, body))
    assert verdict.secret is None
    assert verdict.problem


@pytest.mark.parametrize(
    ("provider", "advice"),
    [
        ("clerk", "the secret must be"),
        ("sendgrid", "has the private key: make a key pair"),
        ("aws_sns", "nobody else can sign for it"),
        ("gcp_pubsub", "nobody else can sign for it"),
    ],
)
def test_a_secret_that_cannot_sign_is_refused_with_what_to_do(
    provider: str, advice: str
) -> None:
    record = find_record(provider)
    with pytest.raises(UsageError, match=advice) as refused:
        signed(record, next(iter(record["samples"])), "hello")
    assert "hello" not in str(refused.value)


@pytest.mark.parametrize("provider", ["sendgrid", "discord_interactions", "wise"])
def test_with_a_key_pair_the_private_half_signs_and_the_public_one_verifies(
    provider: str,
) -> None:
    record = find_record(provider)
    private, public = record["secret"]["signing"], record["secret"]["example"]
    request = signed(record, next(iter(record["samples"])), private)
    assert judged(record, request, public) == Verdict(secret=1)
