"""webhookgen smoke"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from ..catalog import find_record
from ..errors import CheckFailed
from ..outcome import Outcome
from ..service import require_empty
from ..shared import shared_environment
from ..smoke import CellResult, default_groups, default_matrix, matrix, run_cells
from .new import Database, Queue, Session
from .output import Json, complain, print_json, say, say_done, step, under_way


def smoke(
    provider: Annotated[
        list[str] | None,
        typer.Option(
            help="A cell's providers, joined by +; several times for several "
            "[default: each alone, and all together]"
        ),
    ] = None,
    database: Annotated[
        list[Database] | None, typer.Option(help="[default: all of them]")
    ] = None,
    session: Annotated[
        list[Session] | None,
        typer.Option(help="[default: async; of the full matrix both]"),
    ] = None,
    queue: Annotated[
        list[Queue] | None,
        typer.Option(help="[default: the database; of the full matrix all of them]"),
    ] = None,
    jobs: Annotated[
        int, typer.Option(min=1, help="Cells at a time.", show_default="processors")
    ] = os.cpu_count() or 1,
    python: Annotated[
        Path | None,
        typer.Option(
            help="A Python that has what services need [default: a cached one]"
        ),
    ] = None,
    postgres_url: Annotated[
        str | None,
        typer.Option(
            envvar="WEBHOOKGEN_POSTGRES_URL",
            help="A server to make throwaway databases on.",
            show_envvar=True,
        ),
    ] = None,
    junit_file: Annotated[
        Path | None, typer.Option("--junit", help="Write JUnit XML there.")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(help="Render into this folder, and keep it.")
    ] = None,
    json: Json = False,
) -> None:
    """Render services for a matrix of answers, and check each.

    For the CI of this template and of your fork of it. Without a PostgreSQL server its cells
    are skipped; with WEBHOOKGEN_REQUIRE_SERVICES=1 they fail.

    \b
    Examples:
      webhookgen smoke
      webhookgen smoke --provider stripe --provider github+stripe --database sqlite
      webhookgen smoke --jobs 4 --junit smoke.xml --json
    """
    if provider or database or session or queue:
        alone, together = default_groups()
        cells = matrix(
            [_group(names) for names in provider or []] or [*alone, together],
            database or list(Database),
            session or [Session.async_],
            queue or [Queue.database],
        )
    else:
        cells = default_matrix(list(Database), list(Session), list(Queue))
    if python is None:
        with step("shared environment", quiet=json):
            python = shared_environment(cells)
    with _folder(keep) as folder:
        results = _watch(
            run_cells(cells, folder, python.absolute(), jobs, postgres_url),
            len(cells),
            quiet=json,
        )
    if junit_file:
        from ..junit import junit  # late: XML takes a tenth of every command's start

        junit_file.write_bytes(junit(results))
    failed = sum(result.outcome is Outcome.FAILED for result in results)
    if json:
        print_json({"passed": not failed, "cells": [_as_document(r) for r in results]})
    else:
        say(f"\n{len(results)} cells, {failed} failed.")
    if failed:
        raise typer.Exit(CheckFailed.exit_code)


def _group(text: str) -> tuple[str, ...]:
    """ "github+stripe" as its names. Raises UnknownProvider."""
    return tuple(sorted(find_record(name)["key"] for name in set(text.split("+"))))


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        require_empty(keep)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="webhookgen-smoke-") as scratch:
        yield Path(scratch)


def _watch(
    results: Iterator[CellResult], total: int, *, quiet: bool
) -> list[CellResult]:
    """Shows each result as it comes, and the problem of each that failed."""
    seen: list[CellResult] = []
    while len(seen) < total:
        with under_way(f"{total - len(seen)} cells to go", quiet=quiet):
            result = next(results)
        seen.append(result)
        if not quiet:
            say_done(result.cell.name, result.outcome, result.seconds)
            if result.problem:
                complain(f"\n{result.problem}\n")
            if result.outcome is Outcome.FAILED:
                complain(f"Repeat it with: {result.cell.repeat}\n")
    return seen


def _as_document(result: CellResult) -> dict[str, Any]:
    return {
        "name": result.cell.name,
        "providers": result.cell.providers,
        "database": result.cell.database,
        "queue": result.cell.queue,
        "outcome": result.outcome,
        "seconds": round(result.seconds, 2),
        "problem": result.problem,
        "repeat": result.cell.repeat,
    }
