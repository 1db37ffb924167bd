"""Every record of the catalogue, whichever provider it is."""

import re
from datetime import date
from typing import Any

import pytest
import yaml
from webhookgen.catalog import Record, find_record, provider_names
from webhookgen.errors import UnknownProvider
from webhookgen.purecode import build_provider
from webhookgen.template import CATALOG

RECORDS = [pytest.param(find_record(name), id=name) for name in provider_names()]
each_record = pytest.mark.parametrize("record", RECORDS)

FIELDS = {
    "key": str,
    "name": str,
    "docs": str,
    "checked": str,
    "confidence": str,
    "proof": str,
    "scheme": dict,
    "secret": dict,
    "external_id": dict,
    "type": dict,
    "max_body_bytes": int,
    "headers": dict,
    "handler": dict,
    "samples": dict,
}
OPTIONAL = {"subject": dict, "occurred_at": dict}


def test_the_list_of_names_is_the_folder() -> None:
    assert yaml.safe_load((CATALOG / "names.yml").read_text()) == provider_names()


@each_record
def test_has_every_field_in_its_type_and_no_other(record: Record) -> None:
    types = {**FIELDS, **OPTIONAL}
    assert set(FIELDS) <= set(record) <= set(types)
    assert all(isinstance(record[field], types[field]) for field in record)


@each_record
def test_facts_are_well_formed(record: Record) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", record["key"])
    assert record["key"] in provider_names()
    assert record["docs"].startswith("https://")
    assert date.fromisoformat(record["checked"])
    assert record["confidence"] in {"high", "medium", "low"}
    assert set(record["secret"]) == {"hint", "example"}
    assert set(record["handler"]) == {"type", "function", "about"}
    assert record["handler"]["type"] in record["samples"]
    assert record["handler"]["function"].isidentifier()


@each_record
def test_holds_nothing_that_jinja_would_read(record: Record) -> None:
    text = (CATALOG / f"{record['key']}.json").read_text()
    assert not re.search(r"\{\{|\{%|\{#", text)


@each_record
def test_describes_a_provider(record: Record) -> None:
    provider: Any = build_provider(record)
    assert provider.source == record["key"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("strpe", "did you mean stripe?"),
        ("Stripe", "did you mean stripe?"),
        ("git-hub", "did you mean github?"),
        ("zzz", "there are github, stripe"),
        ("../catalog/stripe", "unknown provider"),
        ("", "unknown provider"),
    ],
)
def test_an_unknown_provider_is_told_what_there_is(name: str, hint: str) -> None:
    with pytest.raises(UnknownProvider, match=re.escape(hint)):
        find_record(name)
