"""The matrix and its reports; `make smoke` runs the real thing."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from webhookgen.catalog import find_record, provider_names
from webhookgen.junit import junit
from webhookgen.outcome import Outcome
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


def test_each_family_once_and_all_together_in_everything() -> None:
    alone, together = default_groups()
    databases, sessions = ["sqlite", "postgresql"], ["async", "sync"]
    cells = default_matrix(databases, sessions, ["database"])

    families = {find_record(name)["scheme"]["family"] for name in provider_names()}
    assert len(alone) == len(families)
    assert set(together) == set(provider_names())
    assert cells[:4] == matrix([together], databases, sessions)
    assert [cell.providers for cell in cells[4:]] == alone
    assert {cell.session for cell in cells[4:]} == {"async", "sync"}
    assert len({cell.name for cell in cells}) == len(cells)


def test_each_broker_with_both_sessions_in_the_full_matrix() -> None:
    sessions, queues = ["async", "sync"], ["database", "celery", "taskiq"]
    usual = default_matrix(["sqlite"], sessions, ["database"])
    more = default_matrix(["sqlite"], sessions, queues)[len(usual) :]

    assert {(cell.session, cell.queue) for cell in more} == {
        (session, queue) for session in sessions for queue in queues[1:]
    }


def test_a_failing_cell_tells_how_to_repeat_it(webhookgen: Webhookgen) -> None:
    options = ("--provider=stripe+github", "--database=sqlite", "--queue=celery")
    run = webhookgen("smoke", *options, *BARE)
    assert run.exit_code == 1
    assert "failed  github+stripe-sqlite-async-celery" in run.out
    assert "cannot run /nowhere/python" in run.err
    repeat = "webhookgen smoke --provider github+stripe --database sqlite"
    assert f"Repeat it with: {repeat} --session async --queue celery\n" in run.err


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
    assert (tmp_path / "k/stripe-sqlite-async/app/main.py").exists()
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
