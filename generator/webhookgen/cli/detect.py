"""webhookgen detect"""

from pathlib import Path
from typing import Annotated

import typer

from ..errors import FactMissing
from ..host.detect import detect as find_facts
from ..host.overrides import Overrides
from ..host.verify import Finding, verify_facts
from .fact_lines import as_document, fact_line, undecided
from .host_options import with_host_options
from .output import Json, complain, print_json, say


@with_host_options
def detect(
    directory: Annotated[Path, typer.Argument(help="The repository.")] = Path(),
    verify: Annotated[
        bool,
        typer.Option(
            "--verify", help="Ask the host's own Python too; this runs its env.py."
        ),
    ] = False,
    python: Annotated[
        Path | None,
        typer.Option(help="The host's Python [default: .venv, Poetry, the active one]"),
    ] = None,
    env_file: Annotated[
        Path | None, typer.Option(help="Environment that the host needs to start.")
    ] = None,
    json: Json = False,
    *,
    overrides: Overrides,
) -> None:
    """Show what is found out about a repository.

    For one that webhookgen did not make. Reads files and imports nothing. Each fact is shown
    with how sure it is and where it was read. The options below decide facts;
    [tool.webhookgen] in the host's pyproject.toml can keep them.
    Exit codes: 0 all that is needed is known, 3 something is not.

    \b
    Examples:
      webhookgen detect
      webhookgen detect services --project api --json
      webhookgen detect --verify --env-file .env.test
    """
    if not directory.is_dir():
        raise FactMissing(f"{directory} is no directory; name that of the repository")
    facts = find_facts(directory, overrides)
    findings = verify_facts(facts, python, env_file) if verify else ()
    refuted = [one for one in findings if one.agrees is False]
    if json:
        print_json(
            {
                "directory": str(directory),
                "facts": as_document(facts),
                "unsettled": [fact.name for fact in facts.unsettled],
                "verified": [_as_document(one) for one in findings] if verify else None,
            }
        )
    else:
        for fact in facts.all:
            if not fact.waiting:
                say(fact_line(fact))
        for one in findings:
            say(f"  {one.subject:<12}{_mark(one):<11}{one.detail}")
        for line in undecided(facts):
            complain(line)
    if facts.unsettled or refuted:
        raise typer.Exit(FactMissing.exit_code)


def _mark(finding: Finding) -> str:
    return {True: "agrees", False: "DIFFERS", None: "not run"}[finding.agrees]


def _as_document(finding: Finding) -> dict[str, str | bool | None]:
    return {
        "subject": finding.subject,
        "agrees": finding.agrees,
        "detail": finding.detail,
    }
