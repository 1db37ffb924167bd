"""What the scenarios counted, as tables: printed, and at full scale written to the docs."""

import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from ..running import REPOSITORY
from . import scale

PAGE = REPOSITORY / "docs/reference/crash-results.md"
HEAD = """# Results of the crash suite

Written by `make crash` on {date}, with Python {python} on {cores} cores, which had {load:.0f}
processes to run on average: what took how long says little. Each table is a scenario of
`tests/service/crash`; the docstring there says what it proves.
"""

Row = dict[str, object]
Tables = dict[str, list[Row]]  # by scenario


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int
) -> None:
    ended = [
        r for name in ("passed", "failed") for r in reports(terminalreporter, name)
    ]
    tables = tables_of(ended)
    if not tables:
        return
    text = "\n".join(as_markdown(name, rows) for name, rows in tables.items())
    terminalreporter.section(f"crash suite, scale {scale.NAME}")
    terminalreporter.write_line(text)
    is_whole = not terminalreporter.stats.get("deselected")
    if scale.NAME == "full" and is_whole and exitstatus == pytest.ExitCode.OK:
        PAGE.write_text(f"{head()}\n{text}")


def reports(
    terminalreporter: pytest.TerminalReporter, outcome: str
) -> list[pytest.TestReport]:
    found: list[pytest.TestReport] = terminalreporter.getreports(outcome)
    return [report for report in found if report.when == "call"]


def tables_of(ended: Iterable[pytest.TestReport]) -> Tables:
    """The scenarios that counted something, and what."""
    tables: Tables = {}
    for report in ended:
        if report.user_properties:
            scenario, _, where = report.nodeid.rpartition("::")[2].partition("[")
            row = {"on": where.rstrip("]"), **dict(report.user_properties)}
            row |= {"took": f"{report.duration:.0f} s", "outcome": report.outcome}
            tables.setdefault(scenario, []).append(row)
    return tables


def as_markdown(scenario: str, rows: list[Row]) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = [columns, ["---"] * len(columns)]
    lines += [[str(row.get(name, "")) for name in columns] for row in rows]
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    return f"## {scenario.removeprefix('test_').replace('_', ' ')}\n\n{table}"


def head() -> str:
    today = datetime.now(UTC).date()
    python, cores = platform.python_version(), os.cpu_count()
    load = os.getloadavg()[2]
    return HEAD.format(date=today, python=python, cores=cores, load=load)
