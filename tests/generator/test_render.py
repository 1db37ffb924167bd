import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from webhookgen import __version__, template
from webhookgen.bundle import build_bundle
from webhookgen.errors import GitMissing, RenderFailed, UsageError
from webhookgen.render import Answers, render
from webhookgen.template import URL

SERVICE = Answers("service", "hooks", ("github", "stripe"), "sqlite")
PROVIDER = Answers("provider", "hooks", ("github",), "sqlite")


@pytest.mark.parametrize("answers", [SERVICE, PROVIDER], ids=["service", "provider"])
def test_the_answers_file_tells_how_it_was_made(answers: Answers) -> None:
    rendered = render(answers)
    stored = yaml.safe_load(rendered[answers.answers_file].content)
    assert stored.pop("_commit").startswith(f"v{__version__}")
    of_one = {"source": "github", "record": {}} if answers.layer == "provider" else {}
    assert stored == {
        **of_one,
        "_src_path": URL,
        "layer": answers.layer,
        "project_name": "hooks",
        "providers": list(answers.providers),
        "database": "sqlite",
        "session": "async",
        "queue": "database",
    }


def test_rendering_twice_gives_the_same_bytes() -> None:
    assert render(SERVICE) == render(SERVICE)


def test_a_provider_brings_its_own_files_only() -> None:
    assert set(render(PROVIDER)) == {
        ".webhookgen/github.yml",
        "app/modules/webhooks/handlers/github.py",
        "app/modules/webhooks/providers/github.py",
        "app/modules/webhooks/signatures/body_hmac.py",
        "app/modules/webhooks/signatures/encodings.py",
        "app/modules/webhooks/signatures/hmac_header.py",
        "tests/webhooks/samples/github.json",
        "tests/webhooks/test_github.py",
    }


def test_a_provider_added_is_the_provider_chosen_at_the_start() -> None:
    at_the_start = render(SERVICE)
    added = render(PROVIDER)
    shared = set(added) - {PROVIDER.answers_file}
    assert {p: added[p] for p in shared} == {p: at_the_start[p] for p in shared}


def test_is_silent_and_needs_nothing_of_the_users(tmp_path: Path) -> None:
    """No home, no git identity, settings of copier that would matter, another folder."""
    settings = tmp_path / "settings.yml"
    settings.write_text("defaults: {project_name: not-this}\n")
    code = (
        "from webhookgen.render import *; "
        f"tree = render({replace(PROVIDER, project_name='hooks')!r}); "
        "assert b'not-this' not in tree['.webhookgen/github.yml'].content"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path / "nowhere"),
            "PYTHONPATH": str(Path(template.__file__).parents[1]),
            "COPIER_SETTINGS_PATH": str(settings),
            "GIT_DIR": "/nowhere",
            "https_proxy": "http://127.0.0.1:9",
        },
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == [settings]


def test_an_answer_that_the_template_refuses_is_bad_input() -> None:
    with pytest.raises(UsageError, match=r"project_name.*lower-case"):
        render(replace(SERVICE, project_name="Not A Name"))


@pytest.mark.parametrize(
    ("copier_yml", "complaint"),
    [
        pytest.param("extra: {type: str}", "extra", id="a question without an answer"),
        pytest.param("_subdirectory: [", "InvalidConfigFile", id="no YAML"),
        pytest.param("_tasks: [touch x]", "trust|unsafe", id="wants to run commands"),
        pytest.param("_exclude: ['{{ oops }}']", "oops", id="an undefined name"),
    ],
)
def test_a_broken_template_fails_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copier_yml: str, complaint: str
) -> None:
    checkout = tmp_path / "checkout"
    (checkout / "template").mkdir(parents=True)
    (checkout / "template/file").touch()
    strict = "_envops: {undefined: jinja2.StrictUndefined}"
    (checkout / "copier.yml").write_text(f"{strict}\n{copier_yml}\n")
    build_bundle(checkout, tmp_path / "bundle", __version__)
    monkeypatch.setattr(template, "_PACKAGED_BUNDLE", tmp_path / "bundle")
    with pytest.raises(RenderFailed, match=f"(?i){complaint}") as failed:
        render(SERVICE)
    assert "\n" not in str(failed.value)


def test_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitMissing, match="install git"):
        render(SERVICE)


def test_old_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git = tmp_path / "git"
    git.write_text("#!/bin/sh\necho git version 2.30.9 of some vendor\n")
    git.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitMissing, match=r"2\.30\.9 is too old"):
        render(SERVICE)
