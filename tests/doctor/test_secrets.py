"""Secrets that are not set; the others are never shown."""

import pytest
from webhookgen.apply import apply
from webhookgen.doctor import secrets
from webhookgen.render import Answers
from webhookgen.service import plan_service

from .patients import SECRET, Patient


@pytest.mark.parametrize("value", ["", ",", None])
def test_no_secret(service: Patient, value: str | None) -> None:
    assert service.look(secrets.CHECK).rules == []
    service.write(".env", "" if value is None else f"WEBHOOKS_STRIPE_SECRETS={value}\n")

    (finding,) = service.look(secrets.CHECK).findings

    assert (finding.rule, finding.level) == ("secret-unset", "error")
    assert "WEBHOOKS_STRIPE_SECRETS in .env" in finding.todo
    assert "whsec_" in finding.todo  # what the catalogue says of it


def test_a_host_that_refuses_unknown_keys(host: Patient) -> None:
    assert host.look(secrets.CHECK).rules == []
    host.variables.clear()

    (finding,) = host.look(secrets.CHECK).findings

    assert ".env must not have it" in finding.todo


def test_no_verify_token(tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("meta") / "service"
    apply(plan_service(root, Answers("service", "hooks", ("meta",), "sqlite")))
    patient = Patient(root, {"WEBHOOKS_META_SECRETS": SECRET}, "app/modules/webhooks")

    (finding,) = patient.look(secrets.CHECK).findings
    assert finding.rule == "verify-token-unset"
    assert "WEBHOOKS_META_VERIFY_TOKENS" in finding.todo

    patient.variables["WEBHOOKS_META_VERIFY_TOKENS"] = "token"
    assert patient.look(secrets.CHECK).rules == []


def test_secrets_from_elsewhere_are_not_judged(service: Patient) -> None:
    service.write(".env", "")
    service.edit(
        f"{service.module}/bootstrap.py",
        "from .secrets import SettingsSecrets",
        "from .secrets import SettingsSecrets as Kept\n\n\nclass TenantSecrets(Kept): ...",
    )
    service.edit(
        f"{service.module}/bootstrap.py", "SettingsSecrets()", "TenantSecrets()"
    )

    looked = service.look(secrets.CHECK)

    assert looked.rules == []
    assert "TenantSecrets" in looked.not_checked


def test_an_application_that_does_not_start_quotes_nothing(service: Patient) -> None:
    service.variables["DATABASE_URL"] = f"postgresql://me:{SECRET}@:port/db"

    looked = service.look(secrets.CHECK)

    assert looked.rules == []
    assert "app/core/database.py:" in looked.not_checked
    assert SECRET not in looked.not_checked


def test_a_setting_that_is_no_value(service: Patient) -> None:
    service.variables["WEBHOOKS_MAX_ATTEMPTS"] = SECRET

    looked = service.look(secrets.CHECK)

    assert looked.not_checked.startswith("ValidationError of max_attempts")
    assert SECRET not in looked.not_checked
