"""webhookgen handshake: what it asks, what it says of the answer. Each kind: tests/service."""

import json
from pathlib import Path

import pytest
from webhookgen.catalog import find_record

from .conftest import Endpoint, Webhookgen

TOKEN = "token_not_to_be_seen"
SECRET = "secret_not_to_be_seen"


def test_what_was_asked_and_that_the_answer_is_wanted(
    webhookgen: Webhookgen, endpoint: Endpoint
) -> None:
    endpoint.body = "1158201444"
    run = webhookgen(
        *("handshake", "meta", "--url", endpoint.url, "--verify-token", TOKEN)
    )
    assert (run.exit_code, run.err) == (0, "")
    asked, answered, verdict = run.out.splitlines()
    assert "GET  ?hub.mode=subscribe&hub.challenge=1158201444" in asked
    assert "$verify_token" in asked
    assert TOKEN not in run.out
    assert answered.split() == ["answered", "200", "1158201444"]
    assert verdict == "What Meta (Graph API webhooks) wants."
    ((path, _, _),) = endpoint.received
    assert f"hub.verify_token={TOKEN}" in path


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [
        (401, "1158201444", "the status must be 200"),
        (301, "1158201444", "the status must be 200"),
        (200, "received", "the body must be 1158201444"),
        (200, "", "the body must be 1158201444"),
    ],
)
def test_another_answer_is_no(
    webhookgen: Webhookgen, endpoint: Endpoint, status: int, body: str, problem: str
) -> None:
    endpoint.status, endpoint.body = status, body
    words = ("handshake", "meta", "--url", endpoint.url, "--verify-token", TOKEN)
    run = webhookgen(*words)
    assert run.exit_code == 1
    assert f"Not what Meta (Graph API webhooks) wants: {problem}." in run.out
    told = webhookgen(*words, "--json")
    assert told.exit_code == 1
    assert told.json["accepted"] is False
    (shake,) = told.json["handshakes"]
    assert shake["problem"] == problem
    assert shake["answered"] == {"status": status, "body": body}
    assert shake["wanted"] == {"status": 200, "body": "1158201444"}
    assert TOKEN not in told.out


def test_json_may_be_spaced_otherwise(
    webhookgen: Webhookgen, endpoint: Endpoint
) -> None:
    challenge = find_record("okta")["handshakes"][0]["sample"]["answer"]["body"]
    endpoint.body = json.dumps(json.loads(challenge), indent=4)
    assert webhookgen("handshake", "okta", "--url", endpoint.url).exit_code == 0


def test_a_challenge_that_another_secret_answered_is_no(
    webhookgen: Webhookgen, endpoint: Endpoint
) -> None:
    words = ("handshake", "x", "--url", endpoint.url, "--secret", SECRET, "--json")
    wanted = webhookgen(*words).json["handshakes"][0]["wanted"]["body"]
    endpoint.body = wanted
    assert webhookgen(*words).json["accepted"] is True
    assert webhookgen(*words, "--secret", "another").exit_code == 1


def test_a_secret_that_is_handed_over_is_the_one_that_was_given(
    webhookgen: Webhookgen, endpoint: Endpoint
) -> None:
    words = ("handshake", "asana", "--url", endpoint.url, "--secret", SECRET)
    run = webhookgen(*words)
    assert run.exit_code == 1
    assert "the header X-Hook-Secret must be $secret" in run.out
    assert SECRET not in run.out
    ((_, headers, _),) = endpoint.received
    assert headers["X-Hook-Secret"] == SECRET


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("stripe",), "Stripe has no handshake"),
        (("meta",), "handshake needs --verify-token: "),
        (("slack",), "handshake needs --secret: "),
        (("x",), "handshake needs --secret: "),
        (("asana",), "handshake needs --secret: "),
        (("discord_interactions", "--secret", SECRET), "only Discord"),
        (("aws_sns", "--secret", SECRET), "nobody else can sign for it"),
        (("metta",), "did you mean meta?"),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_is_sent(
    webhookgen: Webhookgen,
    endpoint: Endpoint,
    words: tuple[str, ...],
    problem: str,
) -> None:
    run = webhookgen("handshake", *words, "--url", endpoint.url)
    assert (run.exit_code, run.out, endpoint.received) == (2, "", [])
    assert problem in run.err
    assert SECRET not in run.err


def test_nobody_there(webhookgen: Webhookgen) -> None:
    run = webhookgen("handshake", "okta", "--url", "http://127.0.0.1:1/webhooks/okta")
    assert run.exit_code == 11


def test_by_the_name_that_a_service_gave_it(
    webhookgen: Webhookgen, service: Path, endpoint: Endpoint
) -> None:
    there = ("--directory", service)
    added = webhookgen("add-provider", "okta", "--as", "okta_eu", *there)
    assert added.exit_code == 0, added.err
    run = webhookgen("handshake", "okta_eu", "--url", endpoint.url, *there)
    assert "GET  x-okta-verification-challenge: " in run.out
