import json
from pathlib import Path

import pytest

from .conftest import Endpoint, Webhookgen

SECRET = "whsec_not_to_be_seen"


def test_what_is_sent_verifies(
    webhookgen: Webhookgen, endpoint: Endpoint, tmp_path: Path
) -> None:
    to = ("--url", endpoint.url, "--secret", SECRET, "--id", "42")
    run = webhookgen("send", "stripe", "invoice.paid", *to)
    assert (run.exit_code, run.out, run.err) == (0, "200 seen\n", "")
    ((_, headers, body),) = endpoint.received
    assert json.loads(body)["id"] == "evt_42"
    (tmp_path / "body").write_bytes(body)
    header = f"Stripe-Signature: {headers['Stripe-Signature']}"
    given = ("--body-file", tmp_path / "body", "-H", header, "--secret", SECRET)
    assert webhookgen("verify", "stripe", *given).exit_code == 0


def test_own_data(webhookgen: Webhookgen, endpoint: Endpoint, tmp_path: Path) -> None:
    (tmp_path / "body").write_bytes(b'{"my":  "own"}\n')
    to = ("--url", endpoint.url, "--secret", SECRET, "--data", tmp_path / "body")
    assert webhookgen("send", "stripe", "any.type", *to).exit_code == 0
    ((_, _, body),) = endpoint.received
    assert body == b'{"my":  "own"}\n'


@pytest.mark.parametrize("status", [301, 401, 404, 503])
def test_anything_but_2xx_is_no(
    webhookgen: Webhookgen, endpoint: Endpoint, status: int
) -> None:
    endpoint.status = status
    to = ("--url", endpoint.url, "--secret", SECRET, "--json")
    run = webhookgen("send", "stripe", "invoice.paid", *to)
    assert run.exit_code == 1
    assert run.json == {"accepted": False, "status": status, "body": "seen"}
    assert len(endpoint.received) == 1


def test_the_secret_from_the_environment(
    webhookgen: Webhookgen, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEBHOOKGEN_SECRET", SECRET)
    run = webhookgen("send", "stripe", "invoice.paid", "--url", endpoint.url)
    assert run.exit_code == 0


def test_nobody_there(webhookgen: Webhookgen, endpoint: Endpoint) -> None:
    nowhere = "http://127.0.0.1:1/webhooks/stripe"
    to = ("--url", nowhere, "--secret", SECRET)
    run = webhookgen("send", "stripe", "invoice.paid", *to)
    assert run.exit_code == 11
    assert nowhere in run.err
    assert SECRET not in run.err
