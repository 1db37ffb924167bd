"""A plan as lines for people and as values for programs."""

from typing import Any

import typer

from ..plan import Plan, Step, diff
from .output import say


def show_plan(plan: Plan, *, with_diff: bool) -> None:
    """A line for each file, or all of its changes."""
    for step in plan.steps:
        if with_diff:
            typer.echo(diff(step), nl=False)
        else:
            say(f"  {step.action:<10} {step.path}")


def plan_as_document(plan: Plan, *, with_diff: bool) -> list[dict[str, Any]]:
    """The plan for --json."""
    return [_as_document(step, with_diff) for step in plan.steps]


def _as_document(step: Step, with_diff: bool) -> dict[str, Any]:
    document = {"path": step.path, "action": step.action}
    return document | {"diff": diff(step)} if with_diff else document
