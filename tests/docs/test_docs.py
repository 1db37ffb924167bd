"""Documentation that names code names code that is there."""

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from webhookgen.host.facts import NEEDED, HostFacts
from webhookgen.host.overrides import FLAGS

REPOSITORY = Path(__file__).parents[2]
PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]


def test_generated_pages_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
        if not target.startswith("https://"):
            assert (page.parent / target).exists(), target


def test_the_proofs_in_the_readme_exist() -> None:
    named = set(re.findall(r"`(test_\w+)`", (REPOSITORY / "README.md").read_text()))
    roots = [REPOSITORY / "template/project", REPOSITORY / "tests/service"]
    pages = [path for root in roots for path in root.rglob("test_*.py")]
    sources = [path.read_text() for path in pages]
    defined = set(re.findall(r"^(?:async )?def (test_\w+)", "\n".join(sources), re.M))

    assert named
    assert named <= defined


def test_the_answers_in_the_docs_are_those_of_the_code() -> None:
    errors = REPOSITORY / "template/project/app/modules/webhooks/errors.py"
    statuses = set(re.findall(r"^    status = (\d+)", errors.read_text(), re.M)) - {
        "500"
    }
    page = (REPOSITORY / "docs/concepts/guarantees.md").read_text()
    answers = set(re.findall(r"\| (\d{3})\b", page))

    assert answers == statuses | {"200", "405"}


def test_every_fact_and_every_option_of_detection_is_described() -> None:
    page = (REPOSITORY / "docs/reference/detection.md").read_text()
    rows = dict(re.findall(r"^\| (\w+)( \*)? \|", page, re.M))

    assert list(rows)[list(rows).index("project") :] == [
        field.name for field in fields(HostFacts)
    ]
    assert {name for name, mark in rows.items() if mark} == NEEDED
    assert set(FLAGS) == set(re.findall(r"\| `--([\w-]+)` \|$", page, re.M))


def test_the_guide_names_every_key_of_a_host() -> None:
    page = (REPOSITORY / "docs/guides/existing-repository.md").read_text()
    keys = page.partition("The keys are")[2].partition(".\n")[0]

    assert re.findall(r"`([\w-]+)`", keys) == list(FLAGS)
