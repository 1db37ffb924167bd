"""webhookgen doctor"""

from dataclasses import asdict
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap
from typing import Annotated

import typer

from ..doctor.case import Case
from ..doctor.examine import Report, examine
from ..doctor.findings import Finding, Level
from ..doctor.installed import Installed, find_installed
from ..environment import find_host_python, module_variables
from ..errors import CheckFailed
from ..host.verify import read_variables
from ..interpreter import HostPython
from .output import Json, print_json, say, styled, under_way

WIDTH = 96
COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "cyan"}


def doctor(
    directory: Annotated[
        Path, typer.Option(help="The service or repository that has the module.")
    ] = Path(),
    python: Annotated[
        Path | None,
        typer.Option(help="Its Python [default: .venv, Poetry, the active one]"),
    ] = None,
    env_file: Annotated[
        Path | None, typer.Option(help="Environment that it needs to start.")
    ] = None,
    json: Json = False,
) -> None:
    """Find out what is wrong with a service, or with a repository.

    Reads its files; asks its own Python, which imports the application; and reads its database,
    if it can be reached. Nothing is written anywhere, and no secret is shown. Each finding says
    why it matters and what to do. Your changes to generated files are no findings.
    Exit codes: 0 nothing is wrong, 1 something is, 3 no module there.

    \b
    Examples:
      webhookgen doctor
      webhookgen doctor --directory hooks --env-file .env.production
      webhookgen doctor --json
    """
    module = find_installed(directory)
    case = Case(module, _interpreter(module, python, env_file))
    with under_way("looking", quiet=json):
        report = examine(case)
    if json:
        print_json(
            {
                "directory": str(directory),
                "healthy": report.healthy,
                "findings": [asdict(one) for one in report.findings],
                "not_checked": report.not_checked,
            }
        )
    else:
        _show(report)
    if not report.healthy:
        raise typer.Exit(CheckFailed.exit_code)


def _interpreter(
    module: Installed, python: Path | None, env_file: Path | None
) -> HostPython | None:
    """The project's Python, with the settings of this shell and of the file."""
    found = python or find_host_python(module.root)
    if found is None:
        return None
    variables = module_variables() | read_variables(env_file)
    return HostPython(module.root, found.absolute(), variables, discreet=True)


def _show(report: Report) -> None:
    for finding in report.findings:
        _show_finding(finding)
    if report.not_checked:
        say("not checked")
        for name, reason in report.not_checked.items():
            say(f"  {name:<11} {reason}")
        say()
    say(_summary(report), bold=True)


def _show_finding(finding: Finding) -> None:
    mark = styled(f"{finding.level:<8}", fg=COLOURS[finding.level])
    say(f"{mark} {finding.what}  [{finding.rule}]")
    lines = {"why": finding.why, "do": finding.todo}
    for label, text in lines.items():
        _say_below(label, text)
    if finding.evidence:
        _say_below("where", ", ".join(finding.evidence))
    say()


def _say_below(label: str, text: str) -> None:
    """A paragraph below a finding, as wide as the terminal but not wider than is read well."""
    width = min(get_terminal_size().columns, WIDTH)
    indent = " " * 9
    lines = wrap(
        text,
        width,
        initial_indent=f"  {label:<7}",
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    say("\n".join(lines))


def _summary(report: Report) -> str:
    counts = [
        f"{number} {level}{'s' if number != 1 else ''}"
        for level in Level
        if (number := sum(one.level is level for one in report.findings))
    ]
    found = ", ".join(counts) or "Nothing found"
    return f"{found}: nothing is wrong." if report.healthy else found
