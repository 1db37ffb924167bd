"""Providers that the catalogue does not have: a spec, a drafted one, a folder of one's own."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from webhookgen.catalog import find_record
from webhookgen.draft import CLASSES
from webhookgen.endpoint import find_endpoint
from webhookgen.render import Answers, render
from webhookgen.signing import sign_sample, verify_delivery

from .conftest import Webhookgen, contents, snapshot
from .test_new import Terminal

DOCS = ("--docs", "https://acme.example/webhooks")
# What each scheme has to be told beside the documentation.
FLAGS = {
    "standard_webhooks": (),
    "body_hmac": ("--header", "X-Acme", "--prefix", "sha256=", "--encoding", "base64"),
    "timestamped_hmac": (
        *("--header", "X-Acme", "--timestamp-header", "X-Acme-Time"),
        *("--secret-form", "hex", "--message", "v1:{timestamp}:{body}"),
    ),
    "structured_hmac": ("--header", "X-Acme", "--type", "header:X-Event"),
    "shared_token": ("--header", "X-Token", "--id", "header:X-Delivery"),
    "basic_auth": ("--id", "content", "--type", "body:data.kind"),
}


def challenged(sample: dict[str, Any]) -> dict[str, Any]:
    """A record's field with a handshake that repeats ?c=."""
    kind = {"family": "query_challenge", "class": "QueryChallenge"}
    return {
        "handshakes": [{**kind, "parameters": {"parameter": "c"}, "sample": sample}]
    }


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A record of acme, by hand."""
    return write(tmp_path / "acme.json", acme())


def acme(**changes: Any) -> dict[str, Any]:
    record = find_record("github") | {"key": "acme", "name": "Acme"}
    return record | changes


def write(path: Path, record: Any) -> Path:
    path.write_text(json.dumps(record))
    return path


def add(webhookgen: Webhookgen, service: Path, *words: str | Path) -> Any:
    return webhookgen("add-provider", *words, "--directory", service)


def test_a_spec_is_rendered_like_a_record_of_ours(
    webhookgen: Webhookgen, service: Path, spec: Path
) -> None:
    run = add(webhookgen, service, "acme", "--spec", spec)
    assert (run.exit_code, run.err) == (0, "")
    made = (service / "app/modules/webhooks/providers/acme.py").read_text()
    assert made.startswith('"""Acme: ')
    assert "X-Hub-Signature-256" in made
    assert "WEBHOOKS_ACME_SECRETS=\n" in (service / ".env.example").read_text()


def test_its_record_is_kept_with_its_answers(
    webhookgen: Webhookgen, service: Path, spec: Path
) -> None:
    add(webhookgen, service, "acme", "--spec", spec)
    before = snapshot(service)
    spec.unlink()
    answers = yaml.safe_load((service / ".webhookgen/acme.yml").read_text())
    assert answers["record"] == acme()
    # What an update renders, which has nothing but the answers.
    given = Answers(
        **{k: v for k, v in answers.items() if k[0] != "_" and k != "providers"},
        providers=tuple(answers["providers"]),
    )
    made = contents(service)
    for path, file in render(given).items():
        assert file.content == made[path], path
    again = add(webhookgen, service, "acme")
    assert (again.exit_code, snapshot(service)) == (0, before)
    assert "already" in again.out


def test_another_spec_for_what_is_there_is_no_silent_no(
    webhookgen: Webhookgen, service: Path, spec: Path
) -> None:
    add(webhookgen, service, "acme", "--spec", spec)
    before = snapshot(service)
    write(spec, acme(name="Acme Two"))
    run = add(webhookgen, service, "acme", "--spec", spec)
    assert (run.exit_code, snapshot(service)) == (0, before)
    assert "made from another record" in run.err


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"docs": None}, "docs: "),
        ({"typo": 1}, "typo: "),
        ({"scheme": {"family": "body_hamc", "class": "X"}}, "did you mean body_hmac?"),
        (
            {"scheme": {"family": "body_hmac", "class": "BodyHamc"}},
            "did you mean BodyHmac?",
        ),
        (
            {"scheme": {"family": "body_hmac", "class": "BodyHmac"}},
            "scheme.parameters.header: ",
        ),
        (
            {
                "scheme": {
                    "family": "body_hmac",
                    "class": "BodyHmac",
                    "parameters": {"header": "X", "digest": "md5"},
                }
            },
            "scheme.parameters.digest: Input should be 'sha1'",
        ),
        (
            {
                "scheme": {
                    "family": "body_hmac",
                    "class": "BodyHmac",
                    "parameters": {"header": "X", "encodng": "hex"},
                }
            },
            "did you mean encoding?",
        ),
        ({"type": {"body": "nowhere"}}, "is not read as an event"),
        ({"type": {"constant": "other"}}, "is read as 'other'"),
        ({"external_id": {"constant": "same"}}, "the same id"),
        ({"name": 'x"""; import os; """'}, "name: "),
        ({"name": "two\nlines"}, "name: "),
        ({"docs": 'https://x"""'}, "docs: "),
        ({"secret": {"hint": "x\nEVIL=1", "example": "s"}}, "secret.hint: "),
        (
            {"handler": {"type": "push", "function": "class", "about": "x"}},
            "a word of Python's own",
        ),
        (
            {"handler": {"type": 'pu"sh', "function": "push", "about": "x"}},
            "handler.type: ",
        ),
        ({"key": "other"}, "describes 'other'"),
        (challenged({"query": {"c": "1"}}), "handshakes.0.sample.answer: "),
        (
            challenged({"query": {"c": "1"}, "answer": {"status": 200, "body": "2"}}),
            "query_challenge is answered 200 1; its sample says otherwise",
        ),
        (
            challenged({"query": {"d": "1"}, "answer": {"status": 200}}),
            "QueryChallenge does not take its sample for one",
        ),
    ],
)
def test_a_mistake_in_a_spec_is_named_and_changes_nothing(
    webhookgen: Webhookgen,
    service: Path,
    spec: Path,
    changes: dict[str, Any],
    problem: str,
) -> None:
    write(spec, acme(**changes))
    before = snapshot(service)
    run = add(webhookgen, service, "acme", "--spec", spec)
    assert (run.exit_code, snapshot(service)) == (2, before)
    assert problem in run.err
    assert str(spec) in run.err
    assert run.err.count("\n") == 1


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "7", "null", "\ud7ff\x00", "[" * 99999]
)
def test_what_is_no_record_at_all_is_said(
    webhookgen: Webhookgen, service: Path, spec: Path, text: str
) -> None:
    spec.write_text(text)
    run = add(webhookgen, service, "acme", "--spec", spec)
    assert run.exit_code == 2
    assert str(spec) in run.err


@pytest.fixture
def with_folder(service: Path) -> Path:
    """A service with a folder of records of its own, acme and another stripe in it."""
    folder = service / "webhooks/providers"
    folder.mkdir(parents=True)
    write(folder / "acme.json", acme())
    stripe = find_record("stripe") | {"name": "Our Stripe"}
    write(folder / "stripe.json", stripe)
    with (service / "pyproject.toml").open("a") as file:
        file.write('\n[tool.webhookgen]\ncatalog = "webhooks/providers"\n')
    return service


def test_a_folder_of_ones_own_works_like_ours(
    webhookgen: Webhookgen, with_folder: Path
) -> None:
    there = ("--directory", with_folder)
    listed = webhookgen("providers", "list", "--search", "acme", "--json", *there)
    assert [one["key"] for one in listed.json["providers"]] == ["acme"]
    assert webhookgen("providers", "show", "acme", *there).exit_code == 0
    assert add(webhookgen, with_folder, "acme").exit_code == 0
    assert find_endpoint("acme", with_folder).record == acme()
    assert webhookgen("providers", "show", "acme").exit_code == 2


def test_ones_own_comes_before_ours_with_a_remark(
    webhookgen: Webhookgen, with_folder: Path
) -> None:
    run = add(webhookgen, with_folder, "stripe", "--as", "stripe_eu")
    assert "your own record of stripe" in run.err
    made = with_folder / "app/modules/webhooks/providers/stripe_eu.py"
    assert "Our Stripe" in made.read_text()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('catalog = "nowhere"', "'nowhere' is none"),
        ("catalog = 7", "7 is none"),
    ],
)
def test_a_folder_that_is_none_is_said(
    webhookgen: Webhookgen, service: Path, content: str, words: str
) -> None:
    with (service / "pyproject.toml").open("a") as file:
        file.write(f"\n[tool.webhookgen]\n{content}\n")
    run = webhookgen("providers", "list", "--directory", service)
    assert (run.exit_code, run.out) == (2, "")
    assert words in run.err


def test_a_file_is_called_what_it_describes(
    webhookgen: Webhookgen, with_folder: Path
) -> None:
    write(with_folder / "webhooks/providers/globex.json", acme())
    run = webhookgen("providers", "show", "globex", "--directory", with_folder)
    assert run.exit_code == 2
    assert "key is 'acme'" in run.err


def test_every_scheme_can_be_drafted_and_the_rendered_tests_pass(
    webhookgen: Webhookgen, service: Path, tmp_path: Path
) -> None:
    for scheme, flags in FLAGS.items():
        path = tmp_path / f"{scheme}_acme.json"
        drafted = webhookgen(
            *("providers", "init", path.stem, "--scheme", scheme, *DOCS, *flags),
            *("--output", path),
        )
        assert (drafted.exit_code, drafted.err) == (0, ""), scheme
        assert f"--spec {path}" in drafted.out
        added = add(webhookgen, service, path.stem, "--spec", path)
        assert (added.exit_code, added.err) == (0, ""), scheme
    for tool in (
        ("pytest", "-q", "tests/webhooks/test_providers.py", "tests/webhooks"),
        ("ruff", "check"),
        ("ruff", "format", "--check"),
    ):
        chosen = ("-k", "acme") if tool[0] == "pytest" else ()
        done = subprocess.run(
            [sys.executable, "-m", *tool, *chosen],
            cwd=service,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout


def test_every_scheme_has_its_flags_here() -> None:
    assert set(FLAGS) == set(CLASSES)


def test_a_draft_has_the_users_own_sample(
    webhookgen: Webhookgen, tmp_path: Path
) -> None:
    body = {"event": "order.paid", "data": {"uid": 7, "price": "$5"}}
    sample = write(tmp_path / "body.json", body)
    output = tmp_path / "acme.json"
    words = ("--scheme", "body_hmac", "--header", "X-Acme", *DOCS, "--sample", sample)
    places = ("--id", "body:data.uid", "--type", "body:event", "--output", output)
    run = webhookgen("providers", "init", "acme", *words, *places)
    assert run.exit_code == 0, run.err
    record = json.loads(output.read_text())
    now = datetime.now(UTC)
    request = sign_sample(
        record, "order.paid", secret="s", url="http://x", now=now, id="7"
    )
    assert json.loads(request.body) == body | {"data": {"uid": "7", "price": "$5"}}
    verdict = verify_delivery(
        record,
        headers=request.headers,
        body=request.body,
        url=request.url,
        secrets=["s"],
        received_at=now,
    )
    assert verdict.secret == 1


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--scheme", "body_hmac", *DOCS), "Give --header"),
        ((*DOCS,), "Give --scheme"),
        (("--scheme", "basic_auth"), "Give --docs"),
        (("--scheme", "basic_auth", *DOCS, "--id", "payload.id"), "is no place"),
        (("--scheme", "basic_auth", "--docs", "acme.example"), "docs: "),
        (
            ("--scheme", "basic_auth", *DOCS, "--sample", "EMPTY"),
            "no type at body:type",
        ),
    ],
)
def test_a_draft_that_cannot_be_made_writes_nothing(
    webhookgen: Webhookgen, tmp_path: Path, flags: tuple[str, ...], words: str
) -> None:
    empty = write(tmp_path / "empty.json", {})
    given = [str(empty) if flag == "EMPTY" else flag for flag in flags]
    output = tmp_path / "acme.json"
    run = webhookgen("providers", "init", "acme", *given, "--output", output)
    assert run.exit_code == 2
    assert words in run.err
    assert not output.exists()


def test_a_draft_overwrites_nothing_and_goes_where_ones_own_are(
    webhookgen: Webhookgen, with_folder: Path
) -> None:
    words = ("--scheme", "standard_webhooks", *DOCS, "--directory", with_folder)
    run = webhookgen("providers", "init", "globex", *words)
    assert run.exit_code == 0, run.err
    assert run.out.endswith("webhookgen add-provider globex\n")
    assert (with_folder / "webhooks/providers/globex.json").exists()
    assert webhookgen("providers", "init", "globex", *words).exit_code == 6


def test_on_a_terminal_what_is_missing_is_asked(
    webhookgen: Webhookgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "acme.json"
    typed = (DOCS[1], "2", "X-Acme", "base64", "", "body:data.id", "")
    monkeypatch.setattr(sys, "stdin", Terminal("\n".join([*typed, ""])))
    run = webhookgen("providers", "init", "acme", "--output", output)
    assert run.exit_code == 0, run.err
    record = json.loads(output.read_text())
    assert record["scheme"]["family"] == "body_hmac"
    assert record["scheme"]["parameters"] == {"header": "X-Acme", "encoding": "base64"}
    assert record["external_id"] == {"body": "data.id"}
