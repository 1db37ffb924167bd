"""Every record by its schema; and that what is derived from them is up to date."""

import copy
import re
from pathlib import Path
from typing import Any

import pytest
from webhookgen.catalog import Record, find_record
from webhookgen.errors import InvalidRecord
from webhookgen.record import check_record
from webhookgen.template import CATALOG

from tests.template.catalog_files import derived

from .samples import each_record


@each_record
def test_is_valid(record: Record) -> None:
    check_record(record)
    assert (CATALOG / f"{record['key']}.json").exists()


@each_record
def test_holds_nothing_that_jinja_would_read(record: Record) -> None:
    text = (CATALOG / f"{record['key']}.json").read_text()
    assert not re.search(r"\{\{|\{%|\{#", text)


@pytest.mark.parametrize("path", derived(), ids=lambda path: path.name)
def test_what_is_derived_is_up_to_date(path: Path) -> None:
    assert path.read_text() == derived()[path], "run `make catalog`"


@pytest.mark.parametrize(
    ("where", "value", "problem"),
    [
        (("checked",), "yesterday", "checked"),
        (("confidence",), "low", "confidence"),
        (("typo",), 1, "typo"),
        (("scheme", "family"), "no_such", "no_such"),
        (("scheme", "class"), "NoSuch", "NoSuch"),
        (("scheme", "parameters", "digest"), "md5", "digest"),
        (("scheme", "parameters", "wrong"), "x", "wrong"),
        (("external_id",), {"nowhere": "id"}, "nowhere"),
        (("handler", "type"), "none", "none"),
        (("covers",), ["soul"], "soul"),
    ],
)
def test_a_mistake_is_named(where: tuple[str, ...], value: Any, problem: str) -> None:
    record: Any = copy.deepcopy(find_record("github"))
    inner = record
    for key in where[:-1]:
        inner = inner[key]
    inner[where[-1]] = value
    with pytest.raises(InvalidRecord, match=problem):
        check_record(record)
