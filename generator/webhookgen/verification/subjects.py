"""What of a plan is looked at."""

from pathlib import Path

from ..host.facts import HostFacts
from ..integration.manifest import Manifest
from ..integration.migration import head_of
from ..integration.plan import HostPlan
from ..interpreter import HostPython
from ..plan import Action, Plan
from .subject import Subject


def of_module(
    facts: HostFacts, made: HostPlan, host: HostPython, database_url: str | None
) -> Subject:
    """The module and all that it needs of the host."""
    with_migration = made.manifest.migration is not None
    tests = facts.tests.value
    return Subject(
        host=host,
        manifest=made.manifest,
        written=_python(made.plan, Action.CREATE),
        edited=_python(made.plan, Action.EDIT),
        import_root=facts.imports.known().directory,
        alembic=facts.alembic.value if with_migration else None,
        head=head_of(facts) if with_migration else None,
        database_url=database_url,
        base_url=(tests and tests.base_url) or "http://localhost",
        answers=not made.manual,
    )


def of_provider(manifest: Manifest, made: HostPlan, host: HostPython) -> Subject:
    """A provider's own files; the host was looked at when it got the module."""
    return Subject(
        host=host,
        manifest=manifest,
        written=_python(made.plan, Action.CREATE),
        edited=(),
        import_root=str(Path()),
        answers=False,
        host_tests=False,
    )


def _python(plan: Plan, action: Action) -> tuple[str, ...]:
    return tuple(
        step.path
        for step in plan.steps
        if step.action is action and step.path.endswith(".py")
    )
