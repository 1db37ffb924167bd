"""Whether a record holds together: it accepts what it signs, and reads its samples as its events.

Of our own records the tests show this and more; of a user's, this does before anything is
rendered from it. Whether the provider really signs so, only a real delivery can show.
"""

from datetime import UTC, datetime
from typing import Any

from .catalog import Record
from .errors import InvalidRecord
from .handshake import questions
from .purecode import build_provider
from .signing import delivery_of, sign_sample

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
URL = "https://hooks.example.com/webhooks/it"


def prove(record: Record) -> None:
    """Raises InvalidRecord for the first sample that is refused or read otherwise."""
    for type in record["samples"]:
        try:
            problem = _problem(record, type)
        except (
            Exception
        ) as error:  # of a scheme that does not suit its example secret, say
            problem = f"cannot be signed and read: {_said(error)}"
        if problem:
            raise InvalidRecord(f"samples: {type!r} {problem}")
    if record.get("handshakes") and (problem := _handshake_problem(record)):
        raise InvalidRecord(f"handshakes: {problem}")


def _problem(record: Record, type: str) -> str:
    secret = record["secret"]
    provider = build_provider(record, secret.get("fetched", {}))
    delivery = _delivery(record, type)
    provider.verify(delivery, [secret["example"]])
    envelopes = provider.read(provider.without_secrets(delivery))
    if len(envelopes) != 1:
        return f"is read as {len(envelopes)} events; it must be one"
    (event,) = envelopes
    if event.problem:
        places = f"external_id {record['external_id']}, type {record['type']}"
        return f"is not read as an event: {event.problem} The record says {places}"
    if event.type != type:
        return f"is read as {event.type!r}; the record says type {record['type']}"
    other = provider.read(_delivery(record, type, id="abc124"))[0].external_id
    if other == event.external_id:
        return "has the same id whatever $id is; put it where external_id looks"
    return ""


def _handshake_problem(record: Record) -> str:
    try:
        asked = questions(
            record, url=URL, now=NOW, secret=_key(record), verify_token="token"
        )
    except Exception as error:  # as above
        return f"cannot be asked: {_said(error)}"
    for question in asked:
        said, ours = question.shown["answer"], question.wanted
        told = (said["status"], said.get("body", ours.body))
        if told != (ours.status, ours.body):
            answer = f"{ours.status} {ours.body}".strip()
            return f"{question.kind} is answered {answer}; its sample says otherwise"
    return ""


def _delivery(record: Record, type: str, id: str = "abc123") -> Any:
    request = sign_sample(record, type, secret=_key(record), url=URL, now=NOW, id=id)
    return delivery_of(
        record,
        url=request.url,
        headers=request.headers,
        body=request.body,
        received_at=NOW,
    )


def _key(record: Record) -> str:
    """What the provider signs with."""
    key: str = record["secret"].get("signing") or record["secret"]["example"]
    return key


def _said(error: Exception) -> str:
    return str(getattr(error, "message", "") or error or type(error).__name__)
