import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from .conftest import Run, Webhookgen, contents, snapshot

NEW = {
    ".webhookgen/github.yml",
    "app/modules/webhooks/handlers/github.py",
    "app/modules/webhooks/providers/github.py",
    "app/modules/webhooks/signatures/body_hmac.py",
    "app/modules/webhooks/signatures/hmac_header.py",
    "tests/webhooks/samples/github.json",
    "tests/webhooks/test_github.py",
}


def add(webhookgen: Webhookgen, service: Path, *options: str) -> Run:
    return webhookgen("add-provider", "github", "--directory", service, *options)


def test_adds_its_files_and_one_block_and_nothing_else(
    webhookgen: Webhookgen, service: Path
) -> None:
    before = snapshot(service)
    run = add(webhookgen, service)
    after = snapshot(service)
    assert (run.exit_code, run.err) == (0, "")
    assert set(after) - set(before) == NEW
    assert {path for path in before if after[path] != before[path]} == {".env.example"}
    example = after[".env.example"][0]
    assert example.startswith(before[".env.example"][0])
    assert b"WEBHOOKS_GITHUB_SECRETS=\n" in example


def test_a_second_time_changes_nothing(webhookgen: Webhookgen, service: Path) -> None:
    add(webhookgen, service)
    before = snapshot(service)
    run = add(webhookgen, service)
    assert run.exit_code == 0
    assert "already" in run.out
    assert snapshot(service) == before


def test_edits_of_the_owner_are_no_conflict(
    webhookgen: Webhookgen, service: Path
) -> None:
    add(webhookgen, service)
    for path in NEW:
        (service / path).write_text("# mine now\n")
    before = snapshot(service)
    assert add(webhookgen, service).exit_code == 0
    assert snapshot(service) == before


def test_what_the_service_was_made_with_is_there_already(
    webhookgen: Webhookgen, service: Path
) -> None:
    before = snapshot(service)
    run = webhookgen("add-provider", "stripe", "--directory", service, "--json")
    assert (run.exit_code, run.json["steps"]) == (0, [])
    assert snapshot(service) == before


@pytest.mark.parametrize("option", ["--dry-run", "--diff"])
def test_showing_writes_nothing(
    webhookgen: Webhookgen, service: Path, option: str
) -> None:
    before = snapshot(service)
    run = add(webhookgen, service, option)
    assert run.exit_code == 0
    assert all(path in run.out for path in [*NEW, ".env.example"])
    assert snapshot(service) == before


def test_the_diff_is_what_is_done(
    webhookgen: Webhookgen, service: Path, tmp_path: Path
) -> None:
    by_hand = shutil.copytree(service, tmp_path / "by hand")
    (tmp_path / "patch").write_text(add(webhookgen, service, "--diff").out)
    subprocess.run(["git", "apply", tmp_path / "patch"], cwd=by_hand, check=True)
    add(webhookgen, service)
    assert contents(by_hand) == contents(service)


def test_json_says_what_would_happen(webhookgen: Webhookgen, service: Path) -> None:
    run = add(webhookgen, service, "--dry-run", "--diff", "--json")
    assert run.json["applied"] is False
    actions = {step["path"]: step["action"] for step in run.json["steps"]}
    there = {"app/modules/webhooks/signatures/encodings.py": "unchanged"}
    changes = dict.fromkeys(NEW, "create") | {".env.example": "edit"}
    assert actions == changes | there
    assert all(
        step["diff"].startswith("diff --git")
        for step in run.json["steps"]
        if step["action"] != "unchanged"
    )


def test_a_file_in_the_way_as_json(webhookgen: Webhookgen, service: Path) -> None:
    in_the_way = "app/modules/webhooks/providers/github.py"
    (service / in_the_way).write_text("# written by hand\n")
    run = add(webhookgen, service, "--dry-run", "--json")
    assert run.exit_code == 6
    assert {"path": in_the_way, "action": "conflict"} in run.json["steps"]


@pytest.mark.parametrize("option", ["--dry-run", "--json", "--diff", None])
def test_a_file_in_the_way_stops_everything(
    webhookgen: Webhookgen, service: Path, option: str | None
) -> None:
    in_the_way = "app/modules/webhooks/providers/github.py"
    (service / in_the_way).write_text("# written by hand\n")
    before = snapshot(service)
    run = add(webhookgen, service, *filter(None, [option]))
    assert run.exit_code == 6
    assert in_the_way in run.err
    assert snapshot(service) == before


def test_an_identical_file_is_left_alone(webhookgen: Webhookgen, service: Path) -> None:
    add(webhookgen, service)
    (service / ".webhookgen/github.yml").unlink()
    before = snapshot(service)
    assert add(webhookgen, service).exit_code == 0
    after = snapshot(service)
    assert set(after) - set(before) == {".webhookgen/github.yml"}
    assert {path: after[path] for path in before} == before


def test_what_was_added_is_taken_out_to_the_byte(
    webhookgen: Webhookgen, service: Path
) -> None:
    before = contents(service)
    add(webhookgen, service)
    remove = ("remove-provider", "github", "--directory", service)
    with_github = contents(service)
    assert webhookgen(*remove, "--diff").exit_code == 0
    assert contents(service) == with_github

    run = webhookgen(*remove)

    assert (run.exit_code, run.err) == (0, "")
    assert contents(service) == before
    again = webhookgen(*remove)
    assert again.exit_code == 2
    assert "without a provider 'github'; there are stripe" in again.err


def test_what_was_edited_stays_and_what_others_need(
    webhookgen: Webhookgen, service: Path
) -> None:
    """Also of a provider that the service was made with; it can be added again."""
    add(webhookgen, service)
    before = contents(service)
    handler = service / "app/modules/webhooks/handlers/stripe.py"
    handler.write_text("HANDLERS = {}\n")

    run = webhookgen("remove-provider", "stripe", "--directory", service)

    assert (run.exit_code, run.err) == (0, "")
    assert "kept       app/modules/webhooks/handlers/stripe.py" in run.out
    after = contents(service)
    gone = {path for path in before if path not in after}
    assert "app/modules/webhooks/providers/stripe.py" in gone
    assert "tests/webhooks/test_stripe.py" in gone
    assert set(after) >= NEW
    assert "STRIPE" not in (service / ".env.example").read_text()
    handler.unlink()
    back = webhookgen("add-provider", "stripe", "--directory", service)
    assert (back.exit_code, back.err) == (0, "")
    assert before.keys() <= contents(service).keys()


def test_the_only_provider_of_a_service_stays(
    webhookgen: Webhookgen, service: Path
) -> None:
    before = contents(service)
    run = webhookgen("remove-provider", "stripe", "--directory", service)
    assert run.exit_code == 2
    assert "stripe is the only provider" in run.err
    assert contents(service) == before


def test_nothing_goes_that_the_service_imports(
    webhookgen: Webhookgen, service: Path
) -> None:
    add(webhookgen, service)
    mine = service / "app/mine.py"
    mine.write_text("from app.modules.webhooks.handlers.github import HANDLERS\n")
    before = contents(service)
    run = webhookgen("remove-provider", "github", "--directory", service)
    assert run.exit_code == 3
    assert "app/mine.py:1" in run.err
    assert contents(service) == before


@pytest.mark.parametrize(
    ("provider", "requirement"), [("sendgrid", "cryptography"), ("vonage", "pyjwt")]
)
def test_what_its_signatures_need_is_declared_once(
    webhookgen: Webhookgen, service: Path, provider: str, requirement: str
) -> None:
    project = service / "pyproject.toml"
    before = project.read_text().splitlines()
    run = webhookgen("add-provider", provider, "--directory", service)
    after = project.read_text()
    assert run.exit_code == 0
    assert "pip install" in run.out
    declared = tomllib.loads(after)["project"]["dependencies"]
    assert [one for one in declared if one.startswith(requirement)] == [declared[-1]]
    added = [line for line in after.splitlines() if line not in before]
    assert added == [f'    "{declared[-1]}",']
    # paypal needs cryptography too
    webhookgen("add-provider", "paypal", "--directory", service)
    assert project.read_text().count("cryptography") == 1


def test_what_cannot_be_declared_stops_everything(
    webhookgen: Webhookgen, service: Path
) -> None:
    (service / "pyproject.toml").write_text("[project\n")
    before = snapshot(service)
    run = webhookgen("add-provider", "sendgrid", "--directory", service)
    assert (run.exit_code, snapshot(service)) == (3, before)
    assert "cryptography" in run.err


def test_all_that_has_to_be_set_is_said(webhookgen: Webhookgen, service: Path) -> None:
    run = webhookgen("add-provider", "meta", "--directory", service)
    names = "WEBHOOKS_META_SECRETS and WEBHOOKS_META_VERIFY_TOKENS"
    assert f"  {names} in .env\n" in run.out
