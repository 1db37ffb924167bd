"""Healthy services and hosts, each made once; a test works on a copy."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from .patients import Patient, healthy_host, healthy_service

Make = Callable[[str], Patient]
# The others are looked at by `make smoke`.
QUICK = ("service_async", "plain_sync")
FORMS = ("service_async", "service_sync", "plain_async", "plain_sync")
SMOKE = os.environ.get("WEBHOOKGEN_HOSTS") == "smoke"
CHOSEN = tuple(form for form in FORMS if form not in QUICK) if SMOKE else QUICK


@pytest.fixture(autouse=True)
def no_settings_around(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Make:
    made: dict[str, Patient] = {}

    def make(form: str) -> Patient:
        if form not in made:
            root = tmp_path_factory.mktemp(form) / "project"
            kind, _, session = form.partition("_")
            if kind == "service":
                made[form] = healthy_service(root, session)
            else:
                made[form] = healthy_host(root, form)
        return made[form]

    return make


@pytest.fixture
def patient_of(_made: Make, tmp_path: Path) -> Make:
    """A copy of the healthy service or host of a form."""
    return lambda form: _made(form).copy(tmp_path / form)


@pytest.fixture(params=CHOSEN)
def patient(request: pytest.FixtureRequest, patient_of: Make) -> Patient:
    """A service and a host; of each form, with `make smoke`."""
    return patient_of(request.param)


@pytest.fixture(params=CHOSEN[:1])
def service(request: pytest.FixtureRequest, patient_of: Make) -> Patient:
    """A service; of both forms, with `make smoke`."""
    return patient_of(request.param)


@pytest.fixture(params=CHOSEN[1:])
def host(request: pytest.FixtureRequest, patient_of: Make) -> Patient:
    """A host; of both forms, with `make smoke`."""
    return patient_of(request.param)
