"""The matrix and its reports; `make smoke` runs the real thing."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from webhookgen.catalog import find_record, provider_names
from webhookgen.checks import Outcome
from webhookgen.junit import junit
from webhookgen.smoke import Cell, CellResult, default_groups, default_matrix, matrix

from .conftest import Webhookgen

# A Python that has none of the tools, so that a cell fails at once.
BARE = ("--python", "/nowhere/python")
ONE_OF_EACH = [
    CellResult(Cell(("github",), "sqlite"), Outcome.PASSED, 1.5),
    CellResult(Cell(("stripe",), "sqlite"), Outcome.FAILED, 2.25, "broken <\x1b[31m>"),
    CellResult(Cell(("stripe",), "postgresql"), Outcome.SKIPPED, 0, "no server"),
]


@pytest.fixture(autouse=True)
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WEBHOOKGEN_POSTGRES_URL", raising=False)
    monkeypatch.delenv("WEBHOOKGEN_REQUIRE_SERVICES", raising=False)


def test_each_family_alone_and_all_together_on_every_database() -> None:
    groups = default_groups()
    names = [cell.name for cell in matrix(groups, ["sqlite", "postgresql"])]
    families = {find_record(name)["scheme"]["family"] for name in provider_names()}
    assert len(groups) == len(families) + 1
    assert set(groups[-1]) == set(provider_names())
    assert len(names) == len(set(names)) == 2 * len(groups)


def test_each_broker_once_in_the_full_matrix() -> None:
    usual = matrix(default_groups(), ["sqlite"])
    cells = default_matrix(["sqlite"], ["database", "celery", "taskiq"])
    more = cells[len(usual) :]
    assert cells[: len(usual)] == usual
    assert [(cell.database, cell.queue) for cell in more] == [
        ("sqlite", "celery"),
        ("sqlite", "taskiq"),
    ]


def test_a_failing_cell_tells_how_to_repeat_it(webhookgen: Webhookgen) -> None:
    options = ("--provider=stripe+github", "--database=sqlite", "--queue=celery")
    run = webhookgen("smoke", *options, *BARE)
    assert run.exit_code == 1
    assert "failed  github+stripe-sqlite-celery" in run.out
    assert "cannot run /nowhere/python" in run.err
    repeat = (
        "webhookgen smoke --provider github+stripe --database sqlite --queue celery"
    )
    assert f"Repeat it with: {repeat}\n" in run.err


@pytest.mark.parametrize(
    ("required", "exit_code", "outcome"), [("", 0, "skipped"), ("1", 1, "failed")]
)
def test_without_a_postgresql_server(
    webhookgen: Webhookgen,
    monkeypatch: pytest.MonkeyPatch,
    required: str,
    exit_code: int,
    outcome: str,
) -> None:
    monkeypatch.setenv("WEBHOOKGEN_REQUIRE_SERVICES", required)
    options = ("--provider", "stripe", "--database", "postgresql", "--json")
    run = webhookgen("smoke", *options, *BARE)
    assert run.exit_code == exit_code
    (cell,) = run.json["cells"]
    assert cell["outcome"] == outcome
    assert "--postgres-url" in cell["problem"]


def test_an_unreachable_server_fails_its_cells(webhookgen: Webhookgen) -> None:
    url = "postgresql://somebody:password@127.0.0.1:1/postgres"
    options = ("--provider", "stripe", "--database", "postgresql", "--json")
    run = webhookgen(
        "smoke", *options, "--python", sys.executable, "--postgres-url", url
    )
    (cell,) = run.json["cells"]
    assert cell["outcome"] == "failed"
    assert cell["problem"].startswith("CREATE DATABASE failed")
    assert "password" not in cell["problem"]


def test_keep_leaves_the_rendered_service(
    webhookgen: Webhookgen, tmp_path: Path
) -> None:
    options = ("--provider", "stripe", "--database", "sqlite", "--keep", tmp_path / "k")
    assert webhookgen("smoke", *options, *BARE).exit_code == 1
    assert (tmp_path / "k/stripe-sqlite/app/main.py").exists()
    assert webhookgen("smoke", *options, *BARE).exit_code == 2


def test_junit() -> None:
    suite = ElementTree.fromstring(junit(ONE_OF_EACH))
    counts = {
        name: suite.get(name) for name in ("tests", "failures", "skipped", "time")
    }
    assert counts == {"tests": "3", "failures": "1", "skipped": "1", "time": "3.75"}
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.text == "broken <?[31m>"
    assert failure.get("message") == f"repeat: {ONE_OF_EACH[1].cell.repeat}"


def test_junit_is_written_where_asked(webhookgen: Webhookgen, tmp_path: Path) -> None:
    options = ("--provider", "stripe", "--junit", tmp_path / "smoke.xml")
    assert webhookgen("smoke", *options, *BARE).exit_code == 1
    cases = ElementTree.parse(tmp_path / "smoke.xml").findall("testcase")
    assert len(cases) == 2
