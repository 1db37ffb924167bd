"""The story of an examination: every check is tried, and what cannot be looked at is said."""

from collections.abc import Callable
from dataclasses import dataclass

from .case import Case
from .checklist import CHECKS
from .findings import Check, Finding, Level, NotChecked


@dataclass(frozen=True)
class Report:
    """What was found, the worst first, and what could not be checked and why."""

    findings: tuple[Finding, ...]
    not_checked: dict[str, str]

    @property
    def healthy(self) -> bool:
        """Whether nothing is wrong; notes say nothing against it."""
        return all(finding.level is Level.NOTE for finding in self.findings)


def examine(case: Case, begin: Callable[[Check], None] = lambda check: None) -> Report:
    """Looks at everything; `begin` is told of each check before it."""
    findings: list[Finding] = []
    not_checked = {}
    for check in CHECKS:
        begin(check)
        try:
            for finding in check.look(case):
                findings.append(finding)
        except NotChecked as reason:
            not_checked[check.name] = str(reason)
    order = list(Level)
    findings.sort(key=lambda finding: order.index(finding.level))
    return Report(tuple(findings), not_checked)
