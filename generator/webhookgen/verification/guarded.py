"""A plan that stays only if the host is found to be well with it."""

from collections.abc import Callable

from ..apply import applied
from ..errors import VerificationFailed
from ..outcome import Outcome
from ..plan import Plan
from .run import look_after, look_before
from .subject import Step, Subject


def apply_verified(
    plan: Plan, subject: Subject, show: Callable[[Step], None]
) -> list[Step]:
    """Carries out the plan and looks at the host before and after; `show` gets each step.

    Raises VerificationFailed, and then the host is as it was; else what apply raises.
    """
    before = look_before(subject)
    steps = []
    with applied(plan):
        for step in look_after(subject, before):
            steps.append(step)
            show(step)
        failed = [step for step in steps if step.outcome is Outcome.FAILED]
        if failed:
            reasons = "\n".join(f"{step.name}: {step.detail}" for step in failed)
            raise VerificationFailed(
                f"all that was written is taken back, because it did not pass:\n{reasons}\n"
                "--no-verify keeps it, so that you can look"
            )
    return steps
