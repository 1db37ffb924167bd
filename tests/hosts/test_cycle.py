"""Each host through everything: two providers in, migrated both ways, tested, and out again."""

from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from tests.postgresql import own_database

from .conftest import SMOKE
from .cycle import Lab
from .hosts import HOSTS

# Sync, async, and a host that makes tables by itself; the others are run by `make smoke`.
QUICK = ("backend_folder", "create_all_in_revision", "factory_only")
WIRED = [name for name, host in HOSTS.items() if host.wired]
CHOSEN = sorted(set(WIRED) - set(QUICK)) if SMOKE else QUICK
HISTORY = (
    "upgrade heads", "downgrade {ours}-1", "upgrade heads",
    "downgrade base", "upgrade heads",
)  # fmt: skip


@pytest.mark.parametrize("name", CHOSEN)
def test_in_and_out_again(name: str, tmp_path: Path) -> None:
    lab = Lab.of(name, tmp_path)
    before = lab.tree()
    theirs = lab.tests()["passed"]

    github = lab.add("github", "--json", *lab.host.told)
    assert github.exit_code == 0, github.out + github.err
    checks = {check["name"]: check["outcome"] for check in github.json["checks"]}
    assert set(checks.values()) == {"passed"}, github.json["checks"]
    stripe = lab.add("stripe", "--no-verify")
    assert stripe.exit_code == 0, stripe.err
    added = lab.tree()

    ran = lab.tests()
    assert ran.keys() == {"passed"}
    assert ran["passed"] > theirs
    migrate_both_ways(lab, tmp_path)
    for provider in ("github", "stripe"):
        again = lab.add(provider)
        assert (again.exit_code, again.err) == (0, "")
    assert lab.tree() == added

    for provider in ("github", "stripe"):
        removed = lab.remove(provider)
        assert removed.exit_code == 0, removed.err
    assert lab.tree() == before


def migrate_both_ways(lab: Lab, folder: Path) -> None:
    """On SQLite and on PostgreSQL, and Alembic finds no difference to the models."""
    if "--no-migration" in lab.host.told:
        return
    migrate(lab, make_url(f"sqlite:///{folder}/migrated.db"))
    if not lab.host.sqlite_only:
        with own_database() as url:
            migrate(lab, url)


def migrate(lab: Lab, url: URL) -> None:
    steps = [step.format(ours=revision_of(lab)) for step in HISTORY]
    done = lab.alembic(url, *steps)
    assert done.exit_code == 0, done.out + done.err
    check = lab.alembic(url, "check")
    if lab.host.agrees:
        assert check.exit_code == 0, check.out + check.err
    else:
        assert "New upgrade operations detected" in check.out
        assert "webhook_event" not in check.out


def revision_of(lab: Lab) -> str:
    revision: str = lab.manifest["migration"]["revision"]
    return revision
