import io
import sys
from pathlib import Path

import pytest
import stripe

from .conftest import Run, Webhookgen

SECRET = "It's a Secret to Everybody"
HEADER = (
    "X-Hub-Signature-256: "
    "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
)


@pytest.fixture
def body(tmp_path: Path) -> Path:
    """The body of GitHub's published example."""
    (tmp_path / "body").write_bytes(b"Hello, World!")
    return tmp_path / "body"


def verify(webhookgen: Webhookgen, body: Path, *options: str) -> Run:
    return webhookgen("verify", "github", "--body-file", body, *options)


def test_githubs_published_example(webhookgen: Webhookgen, body: Path) -> None:
    run = verify(webhookgen, body, "-H", HEADER, "--secret", "x", "--secret", SECRET)
    assert run == Run(0, "Authentic: signed with secret 2 of 2.\n", "")


def test_the_secret_from_the_environment(
    webhookgen: Webhookgen, body: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEBHOOKGEN_SECRET", SECRET)
    assert verify(webhookgen, body, "-H", HEADER).exit_code == 0


def test_the_body_from_stdin(
    webhookgen: Webhookgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Hello, World!")))
    run = verify(webhookgen, Path("-"), "-H", HEADER, "--secret", SECRET)
    assert run.exit_code == 0


@pytest.mark.parametrize(
    ("options", "problem", "advice"),
    [
        pytest.param((), "header is missing", "-H 'Name: value'", id="no header"),
        pytest.param(
            ("-H", "X-Hub-Signature-256: md5=1"),
            "must begin",
            "Compare",
            id="malformed",
        ),
        pytest.param(
            ("-H", HEADER[:-1] + "8"), "matches none", "byte for byte", id="mismatch"
        ),
    ],
)
def test_the_reason_comes_with_advice(
    webhookgen: Webhookgen,
    body: Path,
    options: tuple[str, ...],
    problem: str,
    advice: str,
) -> None:
    run = verify(webhookgen, body, "--secret", SECRET, *options)
    assert run.exit_code == 1
    assert problem in run.out
    assert advice in run.out
    assert SECRET not in run.out + run.err


def test_json(webhookgen: Webhookgen, body: Path) -> None:
    run = verify(webhookgen, body, "--secret", SECRET, "--json")
    assert run.exit_code == 1
    assert run.json["authentic"] is False
    assert run.json["kind"] == "SignatureMissing"


def test_an_old_delivery_is_judged_at_the_time_of_its_receipt(
    webhookgen: Webhookgen, body: Path
) -> None:
    signed = f"1700000000.{body.read_text()}"
    signature = stripe.WebhookSignature._compute_signature(signed, SECRET)
    header = f"Stripe-Signature: t=1700000000,v1={signature}"
    options = ("stripe", "--body-file", body, "--secret", SECRET, "-H", header)
    run = webhookgen("verify", *options)
    assert run.exit_code == 1
    assert "--at" in run.out
    assert webhookgen("verify", *options, "--at", "1700000100").exit_code == 0
