"""Services and hosts with the module in which nothing is wrong, and how they are looked at."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from webhookgen.apply import apply
from webhookgen.cli.add_to_host import Request, add_to_host
from webhookgen.doctor.case import Case
from webhookgen.doctor.findings import Check, Finding, NotChecked
from webhookgen.doctor.installed import find_installed
from webhookgen.endpoint import find_endpoint
from webhookgen.host.overrides import Overrides
from webhookgen.integration.preflight import Options
from webhookgen.interpreter import HostPython
from webhookgen.render import Answers
from webhookgen.service import plan_service

from tests.hosts.hosts import make_host

PYTHON = Path(sys.executable)
SECRET = "whsec_5up3rs3cr3t"
SECRETS = {"WEBHOOKS_STRIPE_SECRETS": SECRET}


@dataclass(frozen=True)
class Looked:
    """What a check found, and why it could not go on."""

    findings: list[Finding]
    not_checked: str

    @property
    def rules(self) -> list[str]:
        return [finding.rule for finding in self.findings]


@dataclass(frozen=True)
class Patient:
    """A service or host of a test's own."""

    root: Path
    variables: dict[str, str]
    module: str  # the folder of the module

    def edit(self, path: str, old: str, new: str) -> None:
        """Replaces text in a file; it must be there."""
        file = self.root / path
        text = file.read_text()
        assert old in text, f"{path} has no {old!r}"
        file.write_text(text.replace(old, new))

    def write(self, path: str, text: str) -> None:
        (self.root / path).write_text(text)

    def case(self, *, with_python: bool = True) -> Case:
        module = find_installed(self.root)
        host = HostPython(module.root, PYTHON, self.variables, discreet=True)
        return Case(module, host if with_python else None)

    def look(self, check: Check, *, with_python: bool = True) -> Looked:
        """What one check says."""
        findings: list[Finding] = []
        try:
            for finding in check.look(self.case(with_python=with_python)):
                findings.append(finding)
        except NotChecked as reason:
            return Looked(findings, str(reason))
        return Looked(findings, "")

    def python(self, *arguments: str) -> None:
        """Runs the project's Python in it."""
        host = HostPython(self.root, PYTHON, self.variables)
        done = host.run([str(PYTHON), *arguments], seconds=60)
        assert done.returncode == 0, done.stderr

    def copy(self, root: Path) -> "Patient":
        shutil.copytree(self.root, root)
        return Patient(root, dict(self.variables), self.module)


def healthy_service(root: Path, session: str) -> Patient:
    """A service for Stripe, configured and migrated, with a handler that does something."""
    answers = Answers("service", "hooks", ("stripe",), "sqlite", session)
    apply(plan_service(root, answers))
    (root / ".env").write_text(f"WEBHOOKS_STRIPE_SECRETS={SECRET}\n")
    return _treated(Patient(root, {}, "app/modules/webhooks"))


def healthy_host(root: Path, name: str) -> Patient:
    """A host to which Stripe was added, the same way."""
    make_host(name, root)
    request = Request(
        find_endpoint("stripe"),
        root,
        Options(),
        Overrides({}),
        only_show=False,
        verify=False,
        python=PYTHON,
        env_file=None,
        database_url=None,
    )
    add_to_host(request, lambda step: None)
    subprocess.run(["git", "add", "--all"], cwd=root, check=True)
    return _treated(Patient(root, dict(SECRETS), "app/webhooks"))


def _treated(patient: Patient) -> Patient:
    handler = f"{patient.module}/handlers/stripe.py"
    patient.edit(handler, "put your work here", "paid")
    patient.python("-m", "alembic", "upgrade", "head")
    return patient
