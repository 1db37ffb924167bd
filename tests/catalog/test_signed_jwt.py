"""Clocks differ: a JWT whose time has nearly come is good, one that is far off is not."""

import base64
import hashlib

import jwt
import pytest

from .samples import NOW, RECORDS, delivery_of, errors, provider_of, secret_of

BODY = b'{"event": "room_started", "id": "EV_1"}'


def token(begins_in: int, ends_in: int) -> str:
    """As LiveKit makes them (auth/accesstoken.go), where `iat` is as new as June 2026."""
    claims = {
        "iss": "a key",
        "nbf": int(NOW.timestamp()) + begins_in,
        "exp": int(NOW.timestamp()) + ends_in,
        "sha256": base64.b64encode(hashlib.sha256(BODY).digest()).decode(),
    }
    return jwt.encode(claims, secret_of(RECORDS["livekit"]), "HS256")


def verify(begins_in: int, ends_in: int) -> int:
    record = RECORDS["livekit"]
    headers = {"Authorization": token(begins_in, ends_in)}
    index: int = provider_of(record).verify(
        delivery_of(record, headers, BODY), [secret_of(record)]
    )
    return index


@pytest.mark.parametrize("times", [(0, 300), (50, 350), (-350, -50)])
def test_a_minute_of_difference_is_allowed(times: tuple[int, int]) -> None:
    assert verify(*times) == 0


@pytest.mark.parametrize("times", [(70, 370), (-370, -70)])
def test_more_is_refused(times: tuple[int, int]) -> None:
    with pytest.raises(errors.TimestampOutOfTolerance):
        verify(*times)
