"""The command: what it prints, and how it ends."""

import subprocess
import sys
from pathlib import Path

from webhookgen.doctor.checklist import CHECKS

from tests.generator.conftest import Webhookgen, webhookgen

from .conftest import Make
from .patients import PYTHON, SECRET, Patient

__all__ = ["webhookgen"]


def test_healthy(webhookgen: Webhookgen, service: Patient) -> None:
    run = webhookgen("doctor", "--directory", service.root, "--python", PYTHON)

    assert run.exit_code == 0, run.out
    assert run.out == "Nothing found: nothing is wrong.\n"


def test_notes_are_nothing_wrong(webhookgen: Webhookgen, service: Patient) -> None:
    handler = f"{service.module}/handlers/stripe.py"
    service.edit(handler, "paid", "put your work here")

    run = webhookgen("doctor", "--directory", service.root, "--python", PYTHON)

    assert run.exit_code == 0
    assert "[handler-untouched]" in run.out
    assert run.out.splitlines()[-1] == "1 note: nothing is wrong."


def test_a_new_service_is_told_what_to_do_next(
    webhookgen: Webhookgen, patient_of: Make
) -> None:
    service = patient_of("service_async")
    (service.root / ".env").unlink()
    (service.root / "app.db").unlink()

    run = webhookgen("doctor", "--directory", service.root, "--python", PYTHON)

    assert run.exit_code == 1
    plain = " ".join(run.out.split())
    assert "cp .env.example .env" in plain
    assert "WEBHOOKS_STRIPE_SECRETS" in plain
    assert "alembic upgrade head" in plain
    assert plain.endswith("2 errors")


def test_json(webhookgen: Webhookgen, patient_of: Make) -> None:
    service = patient_of("service_sync")
    (service.root / "app.db").unlink()

    run = webhookgen(
        "doctor", "--directory", service.root, "--python", PYTHON, "--json"
    )

    assert run.exit_code == 1
    assert run.json["healthy"] is False
    assert [one["rule"] for one in run.json["findings"]] == ["not-migrated"]
    assert set(run.json["not_checked"]) == {"backlog", "retention"}
    assert SECRET not in run.out


def test_settings_out_of_a_file(webhookgen: Webhookgen, patient_of: Make) -> None:
    host = patient_of("plain_sync")
    production = host.root / "production.env"
    production.write_text(f"WEBHOOKS_STRIPE_SECRETS={SECRET}\n")

    run = webhookgen(
        "doctor", "--directory", host.root, "--python", PYTHON, "--env-file", production
    )

    assert run.exit_code == 0, run.out


def test_where_there_is_no_module(webhookgen: Webhookgen, tmp_path: Path) -> None:
    run = webhookgen("doctor", "--directory", tmp_path)

    assert run.exit_code == 3
    assert "webhookgen new" in run.err


def test_every_rule_belongs_to_one_check_and_says_what_to_do() -> None:
    rules = [rule for check in CHECKS for rule in check.rules]

    assert len({rule.name for rule in rules}) == len(rules)
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    for rule in rules:
        assert rule.why.endswith(".")
        assert rule.todo.endswith(".")


def test_nothing_of_the_project_is_imported_here(service: Patient) -> None:
    """The console script itself never sees the project's modules."""
    script = (
        "import sys\nfrom webhookgen.cli import app\n"
        f"sys.argv = ['webhookgen', 'doctor', '--directory', {str(service.root)!r}, "
        f"'--python', {str(PYTHON)!r}]\n"
        "try:\n    app()\nexcept SystemExit:\n    pass\n"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'app']\n"
        "assert 'fastapi' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
