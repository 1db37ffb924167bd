"""add-provider in a repository that webhookgen did not make."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ..apply import apply, refuse_conflicts
from ..endpoint import Endpoint
from ..environment import find_host_python
from ..errors import FactMissing
from ..host.detect import detect
from ..host.facts import HostFacts
from ..host.overrides import Overrides
from ..host.verify import read_variables
from ..integration.locate import find_host
from ..integration.manifest import read_manifest
from ..integration.plan import HostPlan, plan_module, plan_provider
from ..integration.preflight import Options
from ..interpreter import HostPython
from ..outcome import Outcome
from ..verification.guarded import apply_verified
from ..verification.looks import LINTERS
from ..verification.missing import with_missing
from ..verification.subject import Step
from ..verification.subjects import of_module, of_provider


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line."""

    endpoint: Endpoint
    directory: Path
    options: Options
    overrides: Overrides
    only_show: bool
    verify: bool
    python: Path | None
    env_file: Path | None
    database_url: str | None


@dataclass(frozen=True)
class Added:
    """What was planned or done, and how the looks at it ended."""

    made: HostPlan
    steps: tuple[Step, ...] = ()
    remarks: tuple[str, ...] = ()


def add_to_host(request: Request, show: Callable[[Step], None]) -> Added:
    """Plans, and unless it is only to be shown carries out and verifies.

    Raises FactMissing where something is not known or has no safe place.
    """
    made, facts = _plan(request)
    allowed = request.options.allow_manual or request.options.module_only
    if made.manual and not allowed:
        steps = "\n".join(made.manual)
        raise FactMissing(
            f"{steps}\nNothing was written; --allow-manual writes the rest and leaves "
            "this to you"
        )
    if request.only_show or not made.plan.changes:
        return Added(made)
    refuse_conflicts(made.plan.conflicts)
    if not request.verify:
        apply(made.plan)
        return Added(made, remarks=(NOT_ASKED,))
    return _verified(request, made, facts, show)


def _plan(request: Request) -> tuple[HostPlan, HostFacts | None]:
    """The first provider brings the module; a further one only its own files."""
    project = find_host(request.directory)
    manifest = read_manifest(project) if project else None
    if project and manifest:
        return plan_provider(project, manifest, request.endpoint), None
    facts = detect(request.directory, request.overrides)
    now = datetime.now(UTC)
    return plan_module(facts, request.endpoint, request.options, now), facts


def _verified(
    request: Request,
    made: HostPlan,
    facts: HostFacts | None,
    show: Callable[[Step], None],
) -> Added:
    project = made.plan.directory
    python = request.python or find_host_python(project)
    if python is None:
        apply(made.plan)
        return Added(made, remarks=(NO_PYTHON,))
    host = HostPython(project, python.absolute(), read_variables(request.env_file))
    with with_missing(host, made.requirements) as (equipped, remark):
        if facts:
            subject = of_module(facts, made, equipped, request.database_url)
        else:
            subject = of_provider(made.manifest, made, equipped)
        steps = apply_verified(made.plan, subject, show)
    remarks = [remark, "" if _was_looked_at(steps) else NOTHING_RAN]
    return Added(made, tuple(steps), tuple(filter(None, remarks)))


def _was_looked_at(steps: Sequence[Step]) -> bool:
    """Whether any look could be taken; the linters' passes where there are none, too."""
    looked = [step.outcome for step in steps if step.name != LINTERS]
    return any(outcome is not Outcome.SKIPPED for outcome in looked)


NOT_VERIFIED = "written, but NOT verified"
BY_HAND = "run this repository's tests and migrations before you commit"
AGAIN = f"{BY_HAND}, or take it out with remove-provider and add it again"
NOT_ASKED = f"{NOT_VERIFIED}, because of --no-verify: {BY_HAND}"
NO_PYTHON = (
    f"{NOT_VERIFIED}, because no environment of this repository was found: {AGAIN} "
    "with --python"
)
NOTHING_RAN = (
    f"{NOT_VERIFIED}, because nothing could be run, for the reasons above: {AGAIN} "
    "with what is missing (--python, --env-file)"
)
