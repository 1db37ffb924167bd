"""webhookgen add-provider"""

from pathlib import Path
from typing import Annotated, Any

import typer

from ..apply import apply, refuse_conflicts
from ..catalog import find_record
from ..errors import Conflict
from ..journal import recover
from ..plan import Plan, Step, diff
from ..service import find_service, plan_provider
from .output import Json, complain, print_json, say


def add_provider(
    name: Annotated[str, typer.Argument(help="The provider.")],
    directory: Annotated[Path, typer.Option(help="The service.")] = Path(),
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be written.")
    ] = False,
    show_diff: Annotated[
        bool, typer.Option("--diff", help="Only show it, line by line.")
    ] = False,
    json: Json = False,
) -> None:
    """Add a provider to a service.

    Files that are there with other contents are never overwritten: then nothing is written
    at all. Adding a provider that is there already changes nothing.

    \b
    Examples:
      webhookgen add-provider github
      webhookgen add-provider github --diff
      webhookgen add-provider github --directory hooks --dry-run --json
    """
    record = find_record(name)
    if recover(directory):
        complain("an earlier run was interrupted; what it had begun is undone")
    plan = plan_provider(find_service(directory), name)
    only_show = dry_run or show_diff
    if not only_show:
        apply(plan)
    if json:
        print_json(
            {
                "directory": str(directory),
                "provider": name,
                "applied": not only_show,
                "steps": [_as_document(step, show_diff) for step in plan.steps],
            }
        )
        if plan.conflicts:
            raise typer.Exit(Conflict.exit_code)
    else:
        _show(plan, record["name"], show_diff)
        if plan.steps and not only_show:
            _say_next(name)
        refuse_conflicts(plan.conflicts)


def _show(plan: Plan, name: str, show_diff: bool) -> None:
    if not plan.steps:
        say(f"{name} is there already; nothing to do.")
    for step in plan.steps:
        if show_diff:
            typer.echo(diff(step), nl=False)
        else:
            say(f"  {step.action:<10} {step.path}")


def _say_next(name: str) -> None:
    say("\nGo on with:\n")
    say(f"  WEBHOOKS_{name.upper()}_SECRETS in .env")
    say(f"  app/modules/webhooks/handlers/{name}.py, where your work goes")
    say("  webhookgen check")


def _as_document(step: Step, with_diff: bool) -> dict[str, Any]:
    document = {"path": step.path, "action": step.action}
    return document | {"diff": diff(step)} if with_diff else document
