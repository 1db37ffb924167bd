"""webhookgen providers list and show."""

import pytest
from webhookgen.catalog import find_record, provider_names, summary

from .conftest import Webhookgen


def keys(webhookgen: Webhookgen, *options: str) -> list[str]:
    listed = webhookgen("providers", "list", *options, "--json").json["providers"]
    return [one["key"] for one in listed]


def test_every_provider_is_listed_with_its_facts(webhookgen: Webhookgen) -> None:
    listed = webhookgen("providers", "list", "--json").json["providers"]
    assert listed == [summary(find_record(name)) for name in provider_names()]
    assert len(webhookgen("providers", "list").out.splitlines()) == len(listed)


def test_filters_narrow_together(webhookgen: Webhookgen) -> None:
    records = [find_record(name) for name in provider_names()]
    signs_so = {r["key"] for r in records if r["scheme"]["family"] == "body_hmac"}
    sure = {r["key"] for r in records if r["confidence"] == "high"}
    assert set(keys(webhookgen, "--scheme", "body_hmac")) == signs_so
    assert set(keys(webhookgen, "--confidence", "high")) == sure
    both = keys(webhookgen, "--scheme", "body_hmac", "--confidence", "high")
    assert set(both) == signs_so & sure
    assert keys(webhookgen, "--search", "GITHUB", "--confidence", "high") == ["github"]


@pytest.mark.parametrize(
    ("options", "exit_code", "words"),
    [
        (("--search", "strpe"), 2, "did you mean stripe?"),
        (("--scheme", "body_hamc"), 2, "did you mean body_hmac?"),
        (("--search", "github", "--scheme", "twilio"), 1, "no provider is like that"),
    ],
)
def test_nothing_found_is_said(
    webhookgen: Webhookgen, options: tuple[str, ...], exit_code: int, words: str
) -> None:
    run = webhookgen("providers", "list", *options, "--json")
    assert run.exit_code == run.json["exit_code"] == exit_code
    assert words in run.json["error"]


def test_what_is_shown_is_what_a_user_needs(webhookgen: Webhookgen) -> None:
    record = find_record("whatsapp")
    shown = webhookgen("providers", "show", "whatsapp").out
    for text in (
        record["docs"],
        record["checked"],
        record["proof"]["detail"],
        "X-Hub-Signature-256",
        "query_challenge",
        f"WEBHOOKS_WHATSAPP_SECRETS: {record['secret']['hint']}",
        f"WEBHOOKS_WHATSAPP_VERIFY_TOKENS: {record['secret']['verify_token']}",
        "POST /webhooks/whatsapp",
    ):
        assert text in shown


@pytest.mark.parametrize("name", provider_names())
def test_every_provider_can_be_shown(webhookgen: Webhookgen, name: str) -> None:
    shown = webhookgen("providers", "show", name)
    assert (shown.exit_code, shown.err) == (0, "")
    assert find_record(name)["secret"]["hint"] in shown.out
