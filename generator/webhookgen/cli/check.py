"""webhookgen check"""

from pathlib import Path
from typing import Annotated, Any

import typer

from ..checks import STEPS, CheckResult, run_checks
from ..environment import find_python
from ..errors import CheckFailed
from ..service import require_module
from .output import Json, complain, print_json, say, say_done, under_way


def check(
    directory: Annotated[Path, typer.Argument(help="The service.")] = Path(),
    database_url: Annotated[
        str | None,
        typer.Option(
            help="An empty database for the migrations, to be thrown away after "
            "[default: a temporary SQLite file]"
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Run a service's linters, migrations and tests.

    Uses the service's own environment (.venv, Poetry, the active one, else this one) and
    creates none. Migrations go up, down and up again; DATABASE_URL is never touched. The first
    failure is shown in full.
    Exit codes: 0 all passed, 1 a step failed, 3 no service there, 10 a tool is not installed.

    \b
    Examples:
      webhookgen check
      webhookgen check hooks --json
      webhookgen check --database-url postgresql://postgres@localhost/empty
    """
    require_module(directory)
    python = find_python(directory.absolute())
    checks = watch_checks(directory, python, quiet=json, database_url=database_url)
    passed = all(result.passed for result in checks)
    if json:
        print_json(
            {
                "directory": str(directory),
                "python": str(python),
                "passed": passed,
                "steps": [as_document(result) for result in checks],
            }
        )
    elif passed:
        say(f"\nAll {len(checks)} steps passed.")
    if not passed:
        raise typer.Exit(CheckFailed.exit_code)


def watch_checks(
    directory: Path, python: Path, *, quiet: bool, database_url: str | None = None
) -> list[CheckResult]:
    """Runs the checks, a line for each, up to the first failure."""
    results = run_checks(directory, python, database_url)
    done = []
    for title in STEPS:
        with under_way(title, quiet=quiet):
            result = next(results)
        done.append(result)
        if not quiet:
            say_done(title, result.outcome, result.seconds)
        if not result.passed:
            if not quiet:
                complain(f"\n{result.report}")
            break
    return done


def as_document(result: CheckResult) -> dict[str, Any]:
    """The result for --json, with its output only where it failed."""
    return {
        "step": result.step,
        "passed": result.passed,
        "seconds": round(result.seconds, 2),
        "command": result.command,
        "output": "" if result.passed else result.output,
    }
