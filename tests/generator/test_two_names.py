"""A host that is `app` to its server and `src.app` to its tests, and imports itself relatively."""

import sys
from pathlib import Path

from webhookgen.interpreter import HostPython
from webhookgen.verification.tests import run_tests

from tests.hosts.hosts import make_host

from .conftest import Webhookgen


def test_the_module_goes_by_both_names(webhookgen: Webhookgen, tmp_path: Path) -> None:
    make_host("two_names", tmp_path)

    run = webhookgen("add-provider", "stripe", "--directory", tmp_path, "--no-verify")

    assert run.exit_code == 0, run.err
    host = (tmp_path / "src/app/webhooks/host.py").read_text()
    assert "from ..db import engine\n" in host
    test = (tmp_path / "tests/webhooks/test_app.py").read_text()
    assert "from src.app.main import app\n" in test
    assert "from src.app.webhooks.router import router\n" in test
    env = (tmp_path / "alembic/env.py").read_text()
    assert "from app.webhooks.models import WebhookEvent" in env
    tests = [f"tests/{name}" for name in ("test_notes.py", "test_migrations.py")]
    ours = [f"tests/webhooks/{name}" for name in ("test_app.py", "test_receive.py")]
    ran = run_tests(HostPython(tmp_path, Path(sys.executable)), *tests, *ours)
    assert set(ran.outcomes.values()) == {"passed"}, ran.output
    assert len(ran.outcomes) > 10
