"""Smoke test of the template: renders a matrix of answers and checks every cell.

All cells share one environment. Rendering is fast but not safe in threads; checks run in
parallel, each on files and a database of its own.
"""

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from .apply import apply
from .catalog import find_record, provider_names
from .checks import run_checks
from .environment import TEST_SERVER
from .errors import WebhookgenError
from .outcome import Outcome
from .render import Answers
from .service import plan_service
from .throwaway import throwaway_database

_RENDERING = Lock()


@dataclass(frozen=True)
class Cell:
    """One combination of answers."""

    providers: tuple[str, ...]
    database: str
    session: str = "async"
    queue: str = "database"

    @property
    def name(self) -> str:
        many = f"{len(self.providers)}-providers"
        chosen = "+".join(self.providers) if len(self.providers) < 4 else many
        broker = "" if self.queue == "database" else f"-{self.queue}"
        return f"{chosen}-{self.database}-{self.session}{broker}"

    @property
    def repeat(self) -> str:
        """The command that runs this cell alone."""
        options = {
            "provider": "+".join(self.providers),
            "database": self.database,
            "session": self.session,
            "queue": self.queue,
        }
        named = (f"--{option} {answer}" for option, answer in options.items())
        return " ".join(["webhookgen smoke", *named])

    @property
    def answers(self) -> Answers:
        return Answers(
            layer="service",
            project_name="smoke",
            providers=self.providers,
            database=self.database,
            session=self.session,
            queue=self.queue,
        )


@dataclass(frozen=True)
class CellResult:
    """How a cell ended; `problem` says why it failed or was skipped, in full."""

    cell: Cell
    outcome: Outcome
    seconds: float
    problem: str = ""


def matrix(
    groups: Sequence[Sequence[str]],
    databases: Sequence[str],
    sessions: Sequence[str] = ("async",),
    queues: Sequence[str] = ("database",),
) -> list[Cell]:
    """Every group of providers on every database, with every session and every queue."""
    return [
        Cell(tuple(group), database, session, queue)
        for queue in queues
        for session in sessions
        for database in databases
        for group in groups
    ]


def default_matrix(
    databases: Sequence[str], sessions: Sequence[str], queues: Sequence[str]
) -> list[Cell]:
    """All providers in everything; those of each family alone, and each broker, once.

    What a family brings depends on no database, and hardly on the session: they take turns.
    """
    alone, together = default_groups()
    brokers = [queue for queue in queues if queue != "database"]
    return [
        *matrix([together], databases, sessions),
        *(
            Cell(group, databases[0], sessions[number % len(sessions)])
            for number, group in enumerate(alone)
        ),
        *matrix(alone[:1], databases[-1:], sessions, brokers),
    ]


def default_groups() -> tuple[list[tuple[str, ...]], tuple[str, ...]]:
    """One provider of each scheme family alone, and all of them together."""
    names = provider_names()
    families = {find_record(name)["scheme"]["family"]: name for name in reversed(names)}
    return [(name,) for name in sorted(families.values())], tuple(names)


def run_cells(
    cells: Sequence[Cell],
    folder: Path,
    python: Path,
    jobs: int,
    postgres_url: str | None,
) -> Iterator[CellResult]:
    """The results as they come; the rendered services are left under the folder."""
    with ThreadPoolExecutor(jobs) as pool:
        running = [
            pool.submit(_run_cell, cell, folder / cell.name, python, postgres_url)
            for cell in cells
        ]
        for future in as_completed(running):
            yield future.result()


def _run_cell(
    cell: Cell, directory: Path, python: Path, postgres_url: str | None
) -> CellResult:
    started = time.monotonic()
    if cell.database == "postgresql" and not postgres_url:
        return CellResult(cell, *_without_server())
    try:
        with _RENDERING:
            apply(plan_service(directory, cell.answers))
        problem = _check(cell, directory, python, postgres_url)
    except WebhookgenError as error:
        problem = str(error)
    outcome = Outcome.FAILED if problem else Outcome.PASSED
    return CellResult(cell, outcome, time.monotonic() - started, problem)


def _check(cell: Cell, directory: Path, python: Path, postgres_url: str | None) -> str:
    """The first failure in full; empty if there is none."""
    if cell.database != "postgresql" or not postgres_url:
        results = run_checks(directory, python)
        return "".join(r.report for r in results if not r.passed)
    with throwaway_database(python, postgres_url) as database_url:
        server = {TEST_SERVER: postgres_url}
        results = run_checks(directory, python, database_url, server)
        return "".join(r.report for r in results if not r.passed)


def _without_server() -> tuple[Outcome, float, str]:
    problem = "no PostgreSQL server: give --postgres-url or WEBHOOKGEN_POSTGRES_URL"
    required = os.environ.get("WEBHOOKGEN_REQUIRE_SERVICES") == "1"
    return (Outcome.FAILED if required else Outcome.SKIPPED), 0.0, problem
