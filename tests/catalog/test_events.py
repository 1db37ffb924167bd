"""What is read from every provider's samples."""

import json
from dataclasses import replace
from datetime import timedelta

from webhookgen.catalog import Record

from .samples import (
    RECORDS,
    delivery_module,
    delivery_of,
    each_event,
    each_record,
    provider_of,
    signed,
)


@each_event
def test_the_sample_is_one_event_of_its_type(record: Record, type: str) -> None:
    provider, delivery = provider_of(record), signed(record, type)
    (envelope,) = provider.read(provider.without_secrets(delivery))
    assert envelope.problem is None
    assert envelope.type == type
    assert 0 < len(envelope.external_id) <= 255
    assert json.loads(envelope.payload) is not None


@each_event
def test_the_id_is_the_events_own(record: Record, type: str) -> None:
    provider = provider_of(record)
    ids = [
        provider.read(signed(record, type, id=id))[0].external_id
        for id in ("abc123", "abc124", "abc123")
    ]
    assert ids[0] == ids[2] != ids[1]


@each_record
def test_what_the_record_tells_of_an_event_is_in_a_sample(record: Record) -> None:
    provider = provider_of(record)
    events = [provider.read(signed(record, type))[0] for type in record["samples"]]
    assert any(event.subject for event in events) is ("subject" in record)
    assert any(event.occurred_at for event in events) is ("occurred_at" in record)


@each_record
def test_what_is_secret_is_not_kept(record: Record) -> None:
    provider, delivery = provider_of(record), signed(record)
    redact = record.get("redact") or {}
    kept = provider.without_secrets(delivery)
    assert not set(kept.headers) & {name.lower() for name in redact.get("headers", ())}
    if record["scheme"]["family"] in ("shared_token", "basic_auth", "body_token"):
        (envelope,) = provider.read(kept)
        stored = envelope.payload.decode() + json.dumps(
            kept.headers.without_credentials()
        )
        assert record["secret"]["example"] not in stored


@each_record
def test_garbage_is_kept_as_unparseable(record: Record) -> None:
    headers = delivery_module.Headers(record.get("headers", {}))
    for body in (
        b"\xff\xfe",
        b"[1, 2",
        b"[]",
        b"{}",
        b"7",
        b"null",
        b'{"a": [[[[]]]]}',
    ):
        delivery = delivery_module.Delivery(
            source="it", method="POST", url="", headers=headers, body=body,
            received_at=signed(record).received_at,
        )  # fmt: skip
        for envelope in provider_of(record).read(delivery):
            assert envelope.external_id
            assert envelope.problem or envelope.type


def test_of_metas_two_levels_nothing_is_lost() -> None:
    change, message = {"field": "feed", "value": 1}, {"message": {"mid": "1"}}
    entries = [
        {"id": "1", "changes": [change, {**change, "value": 2}]},
        {"id": "2", "messaging": [message], "changes": [change]},
        {"id": "3", "standby": [message]},
        {"id": "4", "changed_fields": ["photos"]},
        {"id": "5", "changes": []},
        "not even an object",
    ]
    body = json.dumps({"object": "page", "entry": entries}).encode()
    record = RECORDS["meta"]

    events = provider_of(record).read(delivery_of(record, {}, body))

    assert [(event.subject, event.type, event.problem) for event in events] == [
        ("1", "page.feed", None),
        ("1", "page.feed", None),
        ("2", "page.feed", None),
        ("2", "page.message", None),
        ("3", "page.standby", None),
        ("4", "page", None),
        ("5", "page", None),
        (None, "page", None),
    ]
    assert len({event.external_id for event in events}) == len(events)


def test_changes_that_look_alike_both_count_for_clickup() -> None:
    record = RECORDS["clickup"]
    body = (
        b'{"event": "spaceUpdated", "space_id": "54650507", "webhook_id": "7fa3ec74"}'
    )
    renamed = delivery_of(record, {}, body)
    again = replace(renamed, received_at=renamed.received_at + timedelta(seconds=9))

    ids = [provider_of(record).read(d)[0].external_id for d in (renamed, again)]

    assert ids[0] != ids[1]


def test_two_comments_of_one_second_both_count_for_figma() -> None:
    record = RECORDS["figma"]
    comment = {
        "event_type": "FILE_COMMENT",
        "webhook_id": "22",
        "timestamp": "2020-02-23T20:27:16Z",
        "file_key": "zH14",
    }
    bodies = [json.dumps(comment | {"comment_id": id}).encode() for id in ("1", "2")]

    ids = {
        provider_of(record).read(delivery_of(record, {}, body))[0].external_id
        for body in bodies
    }

    assert len(ids) == 2


def test_an_update_of_a_new_kind_has_its_name_for_telegram() -> None:
    record = RECORDS["telegram"]
    body = b'{"update_id": 1, "kind_of_tomorrow": {"id": "7"}}'

    (event,) = provider_of(record).read(delivery_of(record, {}, body))

    assert (event.type, event.external_id) == ("kind_of_tomorrow", "1")
