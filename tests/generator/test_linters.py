"""What the host's linters say of files, asked without changing any."""

import sys
from pathlib import Path

import pytest
from webhookgen.interpreter import HostPython
from webhookgen.verification.linters import complaints

UNSORTED = "import sys\nimport os\n\nprint(sys, os)\n"


@pytest.fixture
def host(tmp_path: Path) -> HostPython:
    return HostPython(tmp_path, Path(sys.executable))


@pytest.mark.parametrize("setting", ["fix = true", "fix-only = true"])
def test_a_host_whose_ruff_fixes_is_not_changed(host: HostPython, setting: str) -> None:
    (host.project / "ruff.toml").write_text(f'{setting}\nlint.select = ["I"]\n')
    (host.project / "main.py").write_text(UNSORTED)

    assert complaints(host, "ruff", ["main.py"]) == {"main.py: I001": 1}
    assert (host.project / "main.py").read_text() == UNSORTED


def test_what_the_host_excludes_is_not_looked_at(host: HostPython) -> None:
    (host.project / "ruff.toml").write_text('extend-exclude = ["migrations"]\n')
    (host.project / "migrations").mkdir()
    (host.project / "migrations/one.py").write_text("x = {'a':1}\nimport os\n")
    (host.project / "two.py").write_text("x = {'a':1}\n")

    found = complaints(host, "ruff", ["migrations/one.py", "two.py"])

    assert found == {"two.py: not formatted": 1}
