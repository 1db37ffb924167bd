"""What every test needs: nothing of the user's gets in."""

import pytest


@pytest.fixture(autouse=True)
def no_secret_around(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WEBHOOKGEN_SECRET", raising=False)
