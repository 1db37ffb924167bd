"""What documentation quotes: results.json, and from it results.md and the plots in docs/."""

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from . import databases, plots
from .measurements import Measurements
from .options import Options
from .report import report
from .scenario import Scenario
from .service import REPOSITORY

HERE = Path(__file__).parent
JSON, MARKDOWN = HERE / "results.json", HERE / "results.md"
PLOTS = REPOSITORY / "docs/benchmarks"

HEADING = """# Results

Written by `make bench`. A figure is the median of its rounds, with the lowest and the highest; a
ratio is taken within each round, so that its two sides saw the same minute. What was measured,
and how, is in [README.md](README.md).
"""


def save(
    name: str, scenario: Scenario, options: Options, measurements: Measurements
) -> None:
    """Puts one scenario's figures in the place of its last ones."""
    stored: dict[str, Any] = json.loads(JSON.read_text()) if JSON.exists() else {}
    key = " ".join([name, *(f"{q}={a}" for q, a in sorted(options.answers.items()))])
    stored[key] = {
        "scenario": name,
        "machine": _machine(),
        "options": asdict(options),
        "values": measurements.values,
    }
    JSON.write_text(json.dumps(stored, indent=1) + "\n")
    PLOTS.mkdir(exist_ok=True)
    plots.draw(scenario, measurements, PLOTS / f"{key.replace(' ', '-')}.svg")


def write_markdown(scenarios: Mapping[str, Scenario]) -> None:
    """All that is in results.json, in the order of the scenarios."""
    stored = json.loads(JSON.read_text())
    parts = [HEADING]
    for name, scenario in scenarios.items():
        for key in sorted(key for key in stored if key.split()[0] == name):
            parts.append(_section(key, scenario, stored[key]))
    MARKDOWN.write_text("\n".join(parts))


def _section(key: str, scenario: Scenario, stored: dict[str, Any]) -> str:
    answers = key.removeprefix(stored["scenario"])
    title = f"## {scenario.TITLE}{', with' if answers else ''}{answers}"
    tables = report(scenario, Measurements(stored["values"]))
    rounds = stored["options"]["rounds"]
    return f"{title}\n\n{rounds} rounds. {stored['machine']}\n\n{tables}"


def _machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    [postgresql] = databases.server_version()
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}, PostgreSQL {postgresql.split()[0]}, "
        f"{datetime.now(UTC):%Y-%m-%d}."
    )
