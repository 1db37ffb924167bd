"""CloudEvents in each of their three forms."""

import json
from typing import Any

import pytest

from .samples import RECORDS, delivery_of, provider_of

RECORD = RECORDS["cloudevents"]
EVENT = {"specversion": "1.0", "id": "1", "source": "/a", "type": "some.type"}
HEADERS = {f"ce-{name}": value for name, value in EVENT.items()}


def read(headers: dict[str, str], body: bytes) -> list[Any]:
    envelopes: list[Any] = provider_of(RECORD).read(delivery_of(RECORD, headers, body))
    return envelopes


def test_a_batch_is_as_many_events() -> None:
    second = {**EVENT, "id": "2"}
    first, other = read(
        {"Content-Type": "application/cloudevents-batch+json; charset=utf-8"},
        json.dumps([EVENT, second]).encode(),
    )
    assert (first.external_id, other.external_id) == ("/a:1", "/a:2")
    assert json.loads(other.payload) == [second]


@pytest.mark.parametrize(
    ("content_type", "body", "data"),
    [
        ("application/json", b'{"n": 1}', {"data": {"n": 1}}),
        ("application/vnd.example+json", b"[1]", {"data": [1]}),
        ("text/plain; charset=utf-8", b"\xc3\xa9", {"data_base64": "w6k="}),
    ],
)
def test_a_binary_event_is_stored_in_structured_form(
    content_type: str, body: bytes, data: dict[str, Any]
) -> None:
    headers = {**HEADERS, "ce-subject": "caf%C3%A9", "Content-Type": content_type}
    (envelope,) = read(headers, body)
    assert (envelope.external_id, envelope.type) == ("/a:1", "some.type")
    assert envelope.subject == "café"
    (event,) = json.loads(envelope.payload)
    assert event == {
        **EVENT, "subject": "café", "datacontenttype": content_type, **data
    }  # fmt: skip


def test_a_binary_event_may_be_without_data() -> None:
    (envelope,) = read(HEADERS, b"")
    assert json.loads(envelope.payload) == [EVENT]


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (
            {"Content-Type": "application/cloudevents+json"},
            json.dumps([EVENT]).encode(),
        ),
        (
            {"Content-Type": "application/cloudevents-batch+json"},
            json.dumps(EVENT).encode(),
        ),
        ({"Content-Type": "application/cloudevents-batch+json"}, b"[1]"),
        ({**HEADERS, "Content-Type": "application/json"}, b"{"),
        ({**HEADERS, "ce-id": ""}, b""),
    ],
)
def test_what_is_none_is_kept_as_unparseable(headers: Any, body: bytes) -> None:
    (envelope,) = read(headers, body)
    assert envelope.problem
