"""The wheel, as users install it: from any folder, without network and without a checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

REPOSITORY = Path(__file__).parents[2]
CLOSED = "http://127.0.0.1:9"  # the discard port: whoever asks for the network fails


def run(*command: str, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution, where there is no git."""
    folder = tmp_path_factory.mktemp("dist")
    build = (sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder))
    run(*build, cwd=REPOSITORY)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.mark.slow
def test_the_wheel_renders_offline_and_records_the_public_source(
    wheel: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    install = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
    run(sys.executable, *install, "--target", str(site), str(wheel), cwd=tmp_path)

    run(
        sys.executable,
        "-c",
        "from webhookgen.cli import main; import webhookgen, sys;"
        f"assert webhookgen.__file__.startswith({str(site)!r}); main()",
        *("new", "hooks", "--provider", "stripe", "--no-install", "--json"),
        cwd=tmp_path,
        PYTHONPATH=str(site),
        HOME=str(tmp_path),
        http_proxy=CLOSED,
        https_proxy=CLOSED,
    )

    answers = yaml.safe_load((tmp_path / "hooks/.copier-answers.yml").read_text())
    assert answers["_src_path"].startswith("https://")
    assert answers["_commit"].startswith("v")
    assert (tmp_path / "hooks/app/modules/webhooks/providers/stripe.py").exists()


@pytest.mark.slow
def test_the_wheel_carries_no_loose_template_code(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert any(name.endswith(".bundle") for name in names)
    assert not any("__pycache__" in name or name.startswith("tests/") for name in names)
