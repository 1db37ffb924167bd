"""What add-provider prints, for a service and for a host."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from ..apply import refuse_conflicts
from ..catalog import find_record
from ..checks import Outcome
from ..errors import Conflict, ManualStep
from ..plan import Plan
from ..verification.subject import Step
from .add_to_host import Added
from .output import complain, print_json, say, say_done
from .plan_lines import plan_as_document, show_plan


@dataclass(frozen=True)
class Show:
    """How the result of one command is to be printed."""

    provider: str
    directory: Path
    applied: bool
    diff: bool
    json: bool

    def service(self, plan: Plan) -> None:
        """What was added to a service."""
        self._plan(plan, {}, _steps_in_service(self.provider))

    def host(self, added: Added) -> None:
        """What was added to a host, how it was verified, and what is left to do."""
        made = added.made
        more = {
            "manual": list(made.manual),
            "checks": [_as_document(step) for step in added.steps],
            "remarks": list(added.remarks),
            "url": made.manifest.url,
            "next": list(made.next_steps),
        }
        self._plan(made.plan, more, made.next_steps)
        if not self.json:
            for remark in added.remarks:
                say(f"  {remark}")
            for step in made.manual:
                say(f"\nLeft to you:\n{step}")
        if made.manual and made.plan.changes:
            raise typer.Exit(ManualStep.exit_code)

    def step(self, step: Step) -> None:
        """One look at the host, as it ended."""
        if self.json:
            return
        say_done(step.name, step.outcome, step.seconds)
        if step.detail and step.outcome is not Outcome.PASSED:
            complain(f"          {step.detail}")

    def _plan(
        self, plan: Plan, more: dict[str, Any], next_steps: Sequence[str]
    ) -> None:
        if self.json:
            print_json(
                {
                    "directory": str(self.directory),
                    "provider": self.provider,
                    "applied": self.applied,
                    "steps": plan_as_document(plan, with_diff=self.diff),
                    **more,
                }
            )
            if plan.conflicts:
                raise typer.Exit(Conflict.exit_code)
            return
        if not plan.steps:
            name = find_record(self.provider)["name"]
            say(f"{name} is there already; nothing to do.")
        show_plan(plan, with_diff=self.diff)
        if plan.steps and self.applied:
            say("\nGo on with:\n")
            for step in next_steps:
                say(f"  {step}")
        refuse_conflicts(plan.conflicts)


def _steps_in_service(provider: str) -> list[str]:
    return [
        f"WEBHOOKS_{provider.upper()}_SECRETS in .env",
        f"app/modules/webhooks/handlers/{provider}.py, where your work goes",
        "webhookgen check",
    ]


def _as_document(step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "outcome": step.outcome,
        "detail": step.detail,
        "seconds": round(step.seconds, 2),
    }
