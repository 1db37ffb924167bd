"""No malformed input makes more than a verdict: for every record, every header, URL and body."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from webhookgen.catalog import Record

from .samples import (
    delivery_module,
    each_record,
    errors,
    provider_of,
    secret_of,
    signed,
)

# Text with the characters that signature headers are made of, and any other.
TEXT = (
    st.text(max_size=60)
    | st.text("t=v1,;|: .sha256eyJ_-/+0123456789abcdef\x00é\ud800", max_size=80)
    | st.sampled_from(
        [
            "t=" + "9" * 5000 + ",v1=00",
            "eyJhbGciOiJub25lIn0.e30.",
            "eyJhbGciOiJIUzI1NiJ9.W10.x",
            "Bearer a.b.c",
            "v1,",
            "9" * 400,
        ]
    )
)
BODY = st.binary(max_size=40) | st.sampled_from(
    [b"[" * 3000, b'{"a":' * 3000, b"null", b"[]", b"[[]]", b"&=&=", b"9" * 5000, b"{}"]
)


@each_record
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
@given(data=st.data())
def test_verification_ends_in_a_verdict(record: Record, data: Any) -> None:
    provider, genuine = provider_of(record), signed(record)
    headers = dict(genuine.headers)
    for name in data.draw(st.sets(st.sampled_from(sorted(headers) or ["x"]))):
        headers[name] = data.draw(TEXT)
    body = data.draw(st.just(genuine.body) | BODY)
    url = data.draw(st.just(genuine.url) | TEXT | TEXT.map("http://[".__add__))
    delivery = replace(
        genuine, headers=delivery_module.Headers(headers), body=body, url=url
    )
    with suppress(errors.VerificationError, errors.KeysUnavailable):
        assert provider.verify(delivery, [secret_of(record)]) == 0
    for is_signed in (True, False):
        for method in provider.methods:
            asked = replace(delivery, method=method)
            with suppress(errors.VerificationError, errors.Unavailable):
                provider.answer_handshake(asked, ["s"], ["t"], signed=is_signed)
    for envelope in provider.read(delivery):
        assert envelope.external_id
        assert envelope.payload is not None
