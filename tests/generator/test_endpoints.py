"""One provider under several names, in a service and in a host."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import MakeHost, Webhookgen, contents, snapshot

OTHER = (
    "app/modules/webhooks/handlers/stripe_eu.py",
    "app/modules/webhooks/providers/stripe_eu.py",
    "tests/webhooks/samples/stripe_eu.json",
    "tests/webhooks/test_stripe_eu.py",
)


@pytest.fixture
def europe(webhookgen: Webhookgen, service: Path) -> Path:
    """A service for Stripe with another account of it."""
    webhookgen("add-provider", "stripe", "--as", "stripe_eu", "--directory", service)
    return service


def test_another_name_brings_files_and_secrets_of_its_own(
    webhookgen: Webhookgen, service: Path
) -> None:
    before = contents(service)
    run = webhookgen(
        *("add-provider", "stripe", "--as", "stripe_eu"),
        *("--directory", service, "--json"),
    )
    after = contents(service)
    assert (run.exit_code, run.json["provider"], run.json["source"]) == (
        *(0, "stripe"),
        "stripe_eu",
    )
    assert set(after) - set(before) == {*OTHER, ".webhookgen/stripe_eu.yml"}
    changed = {path for path in before if after[path] != before[path]}
    assert changed == {".env.example"}
    assert b"WEBHOOKS_STRIPE_EU_SECRETS=\n" in after[".env.example"]
    assert b'source="stripe_eu"' in after[OTHER[1]]


@pytest.mark.parametrize("words", [("stripe", "--as", "stripe_eu"), ("stripe_eu",)])
def test_adding_it_again_changes_nothing(
    webhookgen: Webhookgen, europe: Path, words: tuple[str, ...]
) -> None:
    before = snapshot(europe)
    run = webhookgen("add-provider", *words, "--directory", europe)
    assert (run.exit_code, snapshot(europe)) == (0, before)
    assert "already as stripe_eu" in run.out


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("stripe", "--as", "github"), "name of another provider"),
        (("github", "--as", "stripe"), "name of another provider"),
        (("github", "--as", "stripe_eu"), "there already, for stripe"),
        (("stripe", "--as", "Stripe-EU"), "is no name"),
        (("stripe", "--as", ""), "is no name"),
        (("stripe", "--as", "../stripe"), "is no name"),
        (("stripe", "--as", "s" * 49), "at most 48"),
        (("stripe", "--as", "class"), "means something else"),
        (("stripe", "--as", "worker"), "means something else"),
        (("stripe", "--as", "selectors"), "means something else"),
    ],
)
def test_a_name_that_cannot_be_given_changes_nothing(
    webhookgen: Webhookgen, europe: Path, words: tuple[str, ...], problem: str
) -> None:
    before = snapshot(europe)
    run = webhookgen("add-provider", *words, "--directory", europe)
    assert (run.exit_code, snapshot(europe)) == (2, before)
    assert problem in run.err


def test_its_tests_pass_beside_the_others(europe: Path) -> None:
    tests = ("test_stripe_eu", "test_stripe", "test_providers")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            *(f"tests/webhooks/{t}.py" for t in tests),
        ],
        cwd=europe,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_what_was_added_can_be_shown_by_its_name(
    webhookgen: Webhookgen, europe: Path
) -> None:
    shown = webhookgen("providers", "show", "stripe_eu", "--directory", europe)
    assert "WEBHOOKS_STRIPE_EU_SECRETS" in shown.out
    assert "POST /webhooks/stripe_eu" in shown.out


def test_its_name_verifies_and_nobody_elses_folder_knows_it(
    webhookgen: Webhookgen, europe: Path, tmp_path: Path
) -> None:
    body = tmp_path / "body.json"
    body.write_text("{}")
    words = ("verify", "stripe_eu", "--secret", "s", "--body-file", body)
    header = ("-H", "Stripe-Signature: t=1,v1=00", "--json")
    there = webhookgen(*words, *header, "--directory", europe)
    assert there.json["kind"] == "SignatureMismatch"
    elsewhere = webhookgen(*words, *header, "--directory", tmp_path)
    assert (elsewhere.exit_code, elsewhere.json["exit_code"]) == (2, 2)


@pytest.mark.parametrize("name", ["stripe", "stripe_eu"])
def test_either_goes_from_a_service_and_can_come_again(
    webhookgen: Webhookgen, europe: Path, name: str
) -> None:
    there = ("--directory", europe)
    gone = webhookgen("remove-provider", name, *there)
    assert gone.exit_code == 0, gone.err
    assert not [path for path in snapshot(europe) if Path(path).stem == name]
    again = webhookgen("remove-provider", name, *there)
    assert f"without a provider '{name}'" in again.err

    tests = ("tests/webhooks/test_providers.py", "tests/webhooks/test_receive.py")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *tests],
        cwd=europe,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout

    words = () if name == "stripe" else ("--as", name)
    back = webhookgen("add-provider", "stripe", *words, *there)
    assert back.exit_code == 0, back.err
    assert (europe / f"app/modules/webhooks/providers/{name}.py").exists()


def test_in_a_host_it_comes_and_goes_by_itself(
    webhookgen: Webhookgen, host: MakeHost, tmp_path: Path
) -> None:
    repository = tmp_path / "host"
    subprocess.run(["git", "clone", "-q", host("plain_sync"), repository], check=True)
    quick = ("--directory", repository, "--no-verify", "--allow-dirty", "--json")
    first = webhookgen("add-provider", "stripe", "--as", "stripe_us", *quick)
    assert first.exit_code == 0, first.err
    before = contents(repository)
    second = webhookgen("add-provider", "stripe", "--as", "stripe_eu", *quick)
    assert second.exit_code == 0, second.err
    new = {path for path in contents(repository) if path not in before}
    assert {Path(path).stem.removeprefix("test_") for path in new} == {"stripe_eu"}
    again = webhookgen("add-provider", "stripe", "--as", "stripe_eu", *quick)
    assert again.json["steps"] == []
    manifest = json.loads((repository / ".webhookgen/manifest.json").read_text())
    assert {"stripe_us", "stripe_eu"} <= manifest["files"].keys()

    gone = webhookgen("remove-provider", "stripe_eu", "--directory", repository)
    assert gone.exit_code == 0, gone.err
    after = contents(repository)
    manifests = {".webhookgen/manifest.json"}
    assert {p: after[p] for p in after if p not in manifests} == {
        path: before[path] for path in before if path not in manifests
    }
    assert webhookgen(
        "add-provider", "stripe", "--as", "stripe_eu", *quick, "--dry-run"
    ).json["steps"]


def test_answers_that_cannot_be_read_stop_everything(
    webhookgen: Webhookgen, europe: Path
) -> None:
    (europe / ".webhookgen/stripe_eu.yml").write_text("a: b: c")
    before = snapshot(europe)
    run = webhookgen(
        *("add-provider", "stripe", "--as", "stripe_eu", "--directory", europe)
    )
    assert (run.exit_code, snapshot(europe)) == (3, before)
    assert "stripe_eu.yml cannot be read" in run.err
