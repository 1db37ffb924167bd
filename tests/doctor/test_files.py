"""What the files alone tell."""

import pytest
from webhookgen.doctor import handlers, heads, leftovers, models, processes, version

from .conftest import Make
from .patients import SECRET, Patient

ANOTHER_HEAD = """\
revision = "b7c1d2e3f4a5"
down_revision = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
"""


def test_two_heads(patient: Patient) -> None:
    assert patient.look(heads.CHECK).rules == []
    patient.write("alembic/versions/another.py", ANOTHER_HEAD)

    (finding,) = patient.look(heads.CHECK, with_python=False).findings

    assert finding.rule == "several-heads"
    assert "b7c1d2e3f4a5" in finding.what
    assert "alembic/versions/another.py" in finding.evidence
    assert "alembic merge" in finding.todo


def test_the_sample_handler(patient: Patient) -> None:
    assert patient.look(handlers.CHECK).rules == []
    path = f"{patient.module}/handlers/stripe.py"
    patient.edit(path, "paid", "put your work here")

    (finding,) = patient.look(handlers.CHECK).findings

    assert finding.level == "note"
    assert finding.evidence[0].startswith(f"{path}:")


def test_an_older_template(patient: Patient) -> None:
    assert patient.look(version.CHECK).rules == []
    is_service = patient.case().module.is_service
    answers = ".copier-answers.yml" if is_service else ".webhookgen/module.yml"
    patient.edit(answers, "_commit: v", "_commit: v0.0.")

    (finding,) = patient.look(version.CHECK).findings

    assert finding.rule == "update-due"
    assert finding.level == "note"
    assert finding.evidence == (f"{answers}:2",)
    assert ("copier update" in finding.todo) is is_service


def test_a_newer_template_is_no_update(service: Patient) -> None:
    service.edit(".copier-answers.yml", "_commit: v", "_commit: v99.")

    assert service.look(version.CHECK).rules == []


def test_an_unknown_template_is_not_compared(service: Patient) -> None:
    service.edit(".copier-answers.yml", "_commit: v", "_commit: g")

    assert "which version" in service.look(version.CHECK).not_checked


def test_secrets_of_a_source_that_is_gone(
    service: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert service.look(leftovers.CHECK).rules == []
    service.write(
        ".env",
        f"WEBHOOKS_STRIPE_SECRETS={SECRET}\n"
        "WEBHOOKS_GITHUB_SECRETS=gone\n"
        "# WEBHOOKS_PADDLE_SECRETS=commented\n"
        "WEBHOOKS_SLACK_SECRETS=\n"
        "WEBHOOKS_MAX_ATTEMPTS=3\n",
    )
    monkeypatch.setenv("WEBHOOKS_META_VERIFY_TOKENS", "gone too")

    looked = service.look(leftovers.CHECK, with_python=False)

    assert looked.rules == ["secret-left", "secret-left"]
    assert [one.evidence for one in looked.findings] == [(".env:2",), ("environment",)]
    assert "WEBHOOKS_META_VERIFY_TOKENS" in looked.findings[1].what
    assert "gone" not in looked.findings[1].todo


def test_a_model_that_env_py_does_not_know(patient: Patient) -> None:
    assert patient.look(models.CHECK).rules == []
    package = patient.case().module.package
    if patient.module == "app/webhooks":
        patient.edit("alembic/env.py", f"from {package}.models import", "# import")
    else:
        patient.edit("alembic/env.py", f"from {package} import models", "# import")

    (finding,) = patient.look(models.CHECK).findings

    assert finding.rule == "model-unregistered"
    assert f"{package}.models" in finding.todo
    assert finding.evidence[0].startswith("alembic/env.py:")


STARTS = [
    pytest.param("Dockerfile", 'CMD ["uvicorn", "app:app", "--workers", "4"]\n', id="uvicorn"),
    pytest.param("Procfile", "web: gunicorn app.main:app -w 4\n", id="gunicorn"),
    pytest.param("compose.yaml", "services:\n  app:\n    replicas: 3\n", id="compose"),
    pytest.param("gunicorn.conf.py", "workers = 2\n", id="gunicorn conf"),
    pytest.param("serve.py", 'import uvicorn\nuvicorn.run("app.main:app", workers=2)\n', id="run"),
    pytest.param("start.sh", "WEB_CONCURRENCY=4 uvicorn app.main:app\n", id="variable"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text"), STARTS)
def test_several_processes_on_sqlite(patient_of: Make, path: str, text: str) -> None:
    patient = patient_of("service_async")
    patient.write(path, text)

    (finding,) = patient.look(processes.CHECK).findings

    assert finding.rule == "sqlite-processes"
    assert finding.evidence[0].startswith(f"{path}:")


def test_several_processes_elsewhere(service: Patient) -> None:
    service.write("Procfile", "web: uvicorn app.main:app --workers 4\n")
    service.variables["DATABASE_URL"] = "postgresql://postgres@localhost/hooks"

    assert service.look(processes.CHECK).rules == []


def test_one_process(service: Patient) -> None:
    service.write("Procfile", "web: uvicorn app.main:app --workers 1\n")

    assert service.look(processes.CHECK).rules == []
