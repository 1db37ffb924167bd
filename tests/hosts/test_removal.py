"""remove-provider, in a host that has two providers and a history of its own with them."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, make_url
from webhookgen.catalog import find_record
from webhookgen.journal import STAGE

from .cycle import Lab
from .hosts import git

ROUTER = "app/api/router.py"
ENV = "alembic/env.py"
SAMPLE = ".env.example"
HANDLER = "app/webhooks/handlers/github.py"
IMPORT = "from app.webhooks.router import router as webhooks_router\n"
CALL = "api_router.include_router(webhooks_router)\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Lab]:
    """The host as it was, with one provider, and with two. Not to be changed."""
    folder = tmp_path_factory.mktemp("made")
    labs = {"before": Lab.of("plain_sync", folder)}
    for provider in ("github", "stripe"):
        last = list(labs.values())[-1]
        lab = copy_of(last, folder / provider)
        assert lab.add(provider, "--no-verify").exit_code == 0
        labs[provider] = lab
    return labs


@pytest.fixture
def lab(made: dict[str, Lab], tmp_path: Path) -> Lab:
    """A host with both providers."""
    return copy_of(made["stripe"], tmp_path)


@pytest.fixture
def with_github(made: dict[str, Lab], tmp_path: Path) -> Lab:
    """A host with one provider."""
    return copy_of(made["github"], tmp_path)


def copy_of(lab: Lab, folder: Path) -> Lab:
    return replace(lab, root=Path(shutil.copytree(lab.root, folder / "host")))


def commit(lab: Lab) -> None:
    git(lab.root, "add", "--all")
    git(lab.root, "commit", "--quiet", "--message", "With webhooks")


def edit(lab: Lab, path: str, old: str, new: str) -> None:
    file = lab.root / path
    text = file.read_bytes().decode()
    assert text.count(old) == 1
    file.write_bytes(text.replace(old, new).encode())


def test_the_last_added_leaves_what_was_before_it(
    lab: Lab, made: dict[str, Lab]
) -> None:
    assert lab.remove("stripe").exit_code == 0
    assert lab.tree() == made["github"].tree()


def test_the_first_goes_while_the_second_stays(lab: Lab, made: dict[str, Lab]) -> None:
    run = lab.remove("github")

    assert (run.exit_code, run.err) == (0, "")
    assert lab.manifest["files"].keys() == {"", "stripe"}
    assert "GITHUB" not in (lab.root / SAMPLE).read_text()
    assert "STRIPE" in (lab.root / SAMPLE).read_text()
    assert lab.tests().keys() == {"passed"}
    assert lab.remove("stripe").exit_code == 0
    assert lab.tree() == made["before"].tree()


@pytest.fixture(scope="module")
def accounts(made: dict[str, Lab], tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """The host with Stripe twice and with a provider of its own. Not to be changed."""
    folder = tmp_path_factory.mktemp("accounts")
    lab = copy_of(made["before"], folder)
    record = find_record("sendgrid") | {"key": "acme", "name": "Acme"}
    (folder / "acme.json").write_text(json.dumps(record))
    for words in (
        ["stripe"],
        ["stripe", "--as", "stripe_eu"],
        ["acme", "--spec", str(folder / "acme.json")],
    ):
        run = lab.add(*words, "--no-verify")
        assert run.exit_code == 0, run.err
    return lab


@pytest.mark.parametrize(
    "order",
    [
        ("stripe_eu", "stripe", "acme"),
        ("stripe", "acme", "stripe_eu"),
    ],
    ids="-".join,
)
def test_accounts_and_own_providers_go_in_any_order(
    accounts: Lab, made: dict[str, Lab], tmp_path: Path, order: tuple[str, ...]
) -> None:
    lab = copy_of(accounts, tmp_path)
    left = set(order)
    for name in order:
        run = lab.remove(name)
        assert (run.exit_code, run.err) == (0, "")
        left -= {name}
        secrets = re.findall(
            r"WEBHOOKS_(\w+)_SECRETS=", (lab.root / SAMPLE).read_text()
        )
        assert {name.lower() for name in secrets} == left
        modules = {path.stem for path in lab.root.glob("app/webhooks/handlers/[!_]*")}
        assert modules == left
        if len(left) == 2:
            assert lab.tests().keys() == {"passed"}
    assert lab.tree() == made["before"].tree()


def test_in_again_after_it_was_out(with_github: Lab, made: dict[str, Lab]) -> None:
    assert with_github.remove("github").exit_code == 0
    assert with_github.add("github", "--no-verify").exit_code == 0
    assert with_github.tree() == made["github"].tree()


@pytest.mark.parametrize("option", ["--dry-run", "--diff"])
def test_showing_changes_nothing(lab: Lab, option: str) -> None:
    before = lab.tree()
    run = lab.remove("github", option)
    assert (run.exit_code, run.err) == (0, "")
    assert all(path in run.out for path in (SAMPLE, HANDLER))
    assert lab.tree() == before


def test_the_diff_is_what_is_done(with_github: Lab, tmp_path: Path) -> None:
    by_hand = copy_of(with_github, tmp_path / "by hand")
    (tmp_path / "patch").write_text(with_github.remove("github", "--diff").out)
    git(by_hand.root, "apply", str(tmp_path / "patch"))
    with_github.remove("github")
    files = {
        path for path, content in with_github.tree().items() if content is not None
    }
    assert {p for p, content in by_hand.tree().items() if content is not None} == files


def test_json_says_what_goes_and_what_stays(lab: Lab) -> None:
    edit(lab, HANDLER, "Yours", "Mine")
    run = lab.remove("github", "--json")
    assert run.json["applied"] is True
    assert run.json["edited"] == [HANDLER]
    actions = {step["path"]: step["action"] for step in run.json["steps"]}
    assert actions[SAMPLE] == "edit"
    assert actions["app/webhooks/providers/github.py"] == "delete"
    assert not (lab.root / "app/webhooks/providers/github.py").exists()


def test_what_was_edited_stays_and_is_named(with_github: Lab) -> None:
    edit(with_github, HANDLER, "Yours", "Mine")
    edited = (with_github.root / HANDLER).read_bytes()

    run = with_github.remove("github")

    assert run.exit_code == 0
    assert f"kept       {HANDLER}, which was edited" in run.out
    ours = [
        path
        for path, content in with_github.tree().items()
        if "webhook" in path and content is not None
    ]
    assert ours == [HANDLER]
    assert (with_github.root / HANDLER).read_bytes() == edited
    assert with_github.tests() == {"passed": 3}


def test_an_edited_handler_of_one_does_not_disturb_the_other(lab: Lab) -> None:
    edit(lab, HANDLER, "Yours", "Mine")
    assert lab.remove("github").exit_code == 0
    assert lab.tests().keys() == {"passed"}


def test_what_is_gone_already_is_no_matter(
    with_github: Lab, made: dict[str, Lab]
) -> None:
    (with_github.root / HANDLER).unlink()
    edit(with_github, ROUTER, CALL, "")
    edit(with_github, ROUTER, IMPORT, "")

    run = with_github.remove("github")

    assert run.exit_code == 0
    assert f"not found  {ROUTER}: {CALL.strip()}" in run.out
    assert with_github.tree() == made["before"].tree()


def test_lines_that_moved_are_found(with_github: Lab, made: dict[str, Lab]) -> None:
    edit(with_github, ROUTER, IMPORT, "")
    edit(with_github, ROUTER, "from fastapi", f"{IMPORT}from fastapi")
    edit(with_github, ROUTER, CALL, f"\n# Ours, of a kind.\n{CALL}")

    assert with_github.remove("github").exit_code == 0

    rest = (with_github.root / ROUTER).read_text()
    assert rest.replace("\n# Ours, of a kind.\n", "") == (
        (made["before"].root / ROUTER).read_text()
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            "import router as webhooks_router",
            "import (\n    router as webhooks_router,\n)",
            id="several lines",
        ),
        pytest.param(IMPORT, "from ..webhooks import router as hooks\n", id="relative"),
        pytest.param(IMPORT, "import app.webhooks.router as hooks\n", id="import"),
    ],
)
def test_nothing_goes_that_the_host_still_imports(
    with_github: Lab, old: str, new: str
) -> None:
    edit(with_github, ROUTER, old, new)
    before = with_github.tree()

    run = with_github.remove("github")

    assert run.exit_code == 3
    assert f"{ROUTER}:" in run.err
    assert "nothing was changed" in run.err
    assert with_github.tree() == before


def test_nor_what_the_hosts_own_code_uses(with_github: Lab) -> None:
    mine = with_github.root / "app/webhooks/mine.py"
    mine.write_text("from .service import WebhookService\n")
    run = with_github.remove("github")
    assert run.exit_code == 3
    assert "app/webhooks/mine.py:1" in run.err
    mine.unlink()
    assert with_github.remove("github").exit_code == 0


def test_line_endings_changed_since(with_github: Lab, made: dict[str, Lab]) -> None:
    """A checkout on Windows turns them, of the host's files and of ours."""
    router = with_github.root / ROUTER
    router.write_bytes(router.read_bytes().replace(b"\n", b"\r\n"))

    assert with_github.remove("github").exit_code == 0

    before = (made["before"].root / ROUTER).read_bytes()
    assert router.read_bytes() == before.replace(b"\n", b"\r\n")


def test_a_second_time(lab: Lab) -> None:
    assert lab.remove("github").exit_code == 0
    again = lab.remove("github")
    assert (again.exit_code, again.out) == (2, "")
    assert "has no provider 'github'; there are stripe" in again.err
    assert lab.remove("stripe").exit_code == 0
    gone = lab.remove("stripe")
    assert (gone.exit_code, gone.out) == (3, "")
    assert ".webhookgen/manifest.json" in gone.err


# 1 and 5: nothing is moved yet; 30 and 70: files are going.
@pytest.mark.parametrize("operation", [1, 5, 30, 70])
def test_killed_half_way(
    with_github: Lab, made: dict[str, Lab], operation: int
) -> None:
    before = with_github.tree()
    command = [sys.executable, "-m", "tests.hosts.interrupted", str(operation)]
    remove = ["remove-provider", "github", "--directory", str(with_github.root)]
    done = subprocess.run([*command, *remove], capture_output=True)
    assert done.returncode == -9, done.stderr
    assert with_github.tree() != before or operation == 1

    run = with_github.remove("github", "--dry-run")
    assert run.exit_code == 0
    assert with_github.tree() == before  # the next run takes it back first

    assert with_github.remove("github").exit_code == 0
    assert with_github.tree() == made["before"].tree()
    assert not (with_github.root / STAGE).exists()


def test_a_committed_migration_stays(with_github: Lab) -> None:
    path = with_github.manifest["migration"]["path"]
    commit(with_github)

    run = with_github.remove("github")

    assert run.exit_code == 0
    assert f"{path} is committed and may be applied anywhere; it stays" in run.out
    assert "--drop-table" in run.out
    assert (with_github.root / path).exists()


def test_an_applied_migration_stays(with_github: Lab) -> None:
    path = with_github.manifest["migration"]["path"]
    url = make_url(f"sqlite:///{with_github.root}/notes.db")  # the host's own
    assert with_github.alembic(url, "upgrade head").exit_code == 0

    run = with_github.remove("github")

    assert run.exit_code == 0
    assert f"{path} is applied to the host's database; it stays" in run.out


def test_a_migration_stays_where_no_database_can_be_asked(with_github: Lab) -> None:
    path = with_github.manifest["migration"]["path"]
    settings = with_github.root / "app/settings.py"
    settings.write_text(f"{settings.read_text()}\nraise RuntimeError('no database')\n")

    run = with_github.remove("github")

    assert run.exit_code == 0, run.err
    assert f"{path} may be applied: the host's database was not asked" in run.out
    assert "no database); it stays. Delete it if no database has it" in run.out
    assert (with_github.root / path).exists()


def test_a_followed_migration_stays(with_github: Lab) -> None:
    migration = with_github.manifest["migration"]
    ours = (with_github.root / migration["path"]).read_text()
    later = ours.replace(migration["revision"], "ffffffffffff")
    folder = with_github.root / "alembic/versions"
    (folder / "ffffffffffff_later.py").write_text(
        f'revision = "ffffffffffff"\ndown_revision = "{migration["revision"]}"\n'
        + later[later.index("\n\ndef ") :]
    )

    run = with_github.remove("github")

    assert run.exit_code == 0
    assert "is followed by alembic/versions/ffffffffffff_later.py; it stays" in run.out


def test_a_migration_that_drops_the_table(with_github: Lab, tmp_path: Path) -> None:
    commit(with_github)
    url = make_url(f"sqlite:///{tmp_path}/live.db")
    assert with_github.alembic(url, "upgrade head").exit_code == 0

    run = with_github.remove("github", "--drop-table")
    assert run.exit_code == 0, run.err

    tables = []
    for step in ("upgrade head", "downgrade -1", "upgrade head"):
        done = with_github.alembic(url, step)
        assert done.exit_code == 0, done.err
        engine = create_engine(url)
        tables.append(inspect(engine).has_table("webhook_event"))
        engine.dispose()
    assert tables == [False, True, False]
    assert with_github.alembic(url, "check").exit_code == 0
    assert with_github.tests() == {"passed": 3}


@pytest.mark.parametrize("options", [[], ["--drop-table"]], ids=["kept", "dropped"])
def test_back_again_on_a_history_that_knows_it(
    with_github: Lab, tmp_path: Path, options: list[str]
) -> None:
    """A table that is there is not made twice; one that was dropped is made again."""
    first = with_github.manifest["migration"]
    commit(with_github)
    assert with_github.remove("github", *options).exit_code == 0
    commit(with_github)

    run = with_github.add("github", "--no-verify")

    assert run.exit_code == 0, run.err
    assert (with_github.manifest["migration"] == first) is (not options)
    url = make_url(f"sqlite:///{tmp_path}/live.db")
    done = with_github.alembic(url, "upgrade head", "check", "downgrade base")
    assert done.exit_code == 0, done.out + done.err


def test_a_damaged_manifest_is_said_to_be_that(with_github: Lab) -> None:
    (with_github.root / ".webhookgen/manifest.json").write_text("{}")
    before = with_github.tree()
    run = with_github.remove("github")
    assert run.exit_code == 3
    assert "restore it from version control" in run.err
    assert with_github.tree() == before
