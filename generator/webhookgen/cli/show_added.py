"""What add-provider prints, for a service and for a host."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ..apply import refuse_conflicts
from ..dotenv import variables_of
from ..endpoint import Endpoint
from ..errors import Conflict, ManualStep
from ..integration.next_steps import STILL_MISSING
from ..outcome import Outcome
from ..plan import Plan
from ..verification.subject import Step
from .output import complain, print_json, say, say_done
from .plan_lines import plan_as_document, show_plan

if TYPE_CHECKING:
    from .add_to_host import Added


@dataclass(frozen=True)
class Show:
    """How the result of one command is to be printed."""

    endpoint: Endpoint
    directory: Path
    applied: bool
    diff: bool
    json: bool

    def service(self, plan: Plan) -> None:
        """What was added to a service."""
        self._plan(plan, {}, _steps_in_service(self.endpoint, plan))

    def host(self, added: "Added") -> None:
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
            for step in made.manual:
                say(f"\nLeft to you:\n{step}")
            for remark in added.remarks:
                say(f"\n{remark}")
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
                    "provider": self.endpoint.provider,
                    "source": self.endpoint.source,
                    "applied": self.applied,
                    "steps": plan_as_document(plan, with_diff=self.diff),
                    **more,
                }
            )
            if plan.conflicts:
                raise typer.Exit(Conflict.exit_code)
            return
        if not plan.steps:
            name, source = self.endpoint.record["name"], self.endpoint.source
            called = "" if source == self.endpoint.provider else f" as {source}"
            say(f"{name} is there already{called}; nothing to do.")
        show_plan(plan, with_diff=self.diff)
        if plan.steps and self.applied:
            say("\nGo on with:\n")
            for step in next_steps:
                say(f"  {step}")
        refuse_conflicts(plan.conflicts)


def _steps_in_service(endpoint: Endpoint, plan: Plan) -> list[str]:
    source = endpoint.source
    installs = "pip install -e '.[dev]', for the packages added to pyproject.toml"
    needs_packages = any(step.path == "pyproject.toml" for step in plan.changes)
    return [
        *([installs] if needs_packages else []),
        f"{' and '.join(variables_of(source, endpoint.record))} in .env",
        f"app/modules/webhooks/handlers/{source}.py, where your work goes",
        "webhookgen check",
        STILL_MISSING,
    ]


def _as_document(step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "outcome": step.outcome,
        "detail": step.detail,
        "seconds": round(step.seconds, 2),
    }
