import shutil
import subprocess
from pathlib import Path

import pytest
from webhookgen.bundle import DATE, build_bundle

IDENTITY = ("-c", "user.name=a", "-c", "user.email=a@localhost")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with a template in it, and something that is no business of a bundle."""
    root = tmp_path / "checkout"
    (root / "template").mkdir(parents=True)
    (root / "copier.yml").write_text("_subdirectory: template\n")
    (root / "template/file").write_text("one\n")
    (root / "other").write_text("not ours\n")
    (root / ".gitignore").write_text("*.pyc\n")
    git(root, "init", "--quiet")
    commit(root, "first")
    return root


def git(directory: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *IDENTITY, *arguments],
        cwd=directory,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def commit(checkout: Path, message: str) -> None:
    git(checkout, "add", "--all")
    git(checkout, "commit", "--quiet", "--message", message)


def bundle(checkout: Path, version: str = "0.1.0") -> Path:
    destination = checkout.parent / f"{len(list(checkout.parent.iterdir()))}.bundle"
    build_bundle(checkout, destination, version)
    return destination


def cloned(bundle: Path) -> Path:
    clone = bundle.with_suffix(".clone")
    git(bundle.parent, "clone", "--quiet", str(bundle), str(clone))
    return clone


def test_holds_the_template_and_nothing_else(checkout: Path) -> None:
    (checkout / "template/new").write_text("not committed yet\n")
    (checkout / "template/old.pyc").write_text("ignored\n")
    clone = cloned(bundle(checkout))
    assert git(clone, "ls-files").split() == [
        "copier.yml",
        "template/file",
        "template/new",
    ]
    assert git(clone, "describe", "--tags") == "v0.1.0"


def test_equal_contents_give_equal_bytes(checkout: Path, tmp_path: Path) -> None:
    git(checkout, "tag", "v0.0.9")
    elsewhere = tmp_path / "elsewhere" / "checkout"
    git(tmp_path, "clone", "--quiet", str(checkout), str(elsewhere))
    commit_in_clone = ("commit", "--quiet", "--allow-empty", "--message", "newer")
    git(elsewhere, *commit_in_clone)
    assert bundle(checkout).read_bytes() == bundle(elsewhere).read_bytes()


def test_carries_every_release_oldest_first(checkout: Path) -> None:
    for version in ("v0.9.0", "v0.10.0"):
        (checkout / "template/file").write_text(f"{version}\n")
        commit(checkout, version)
        git(checkout, "tag", version)
    (checkout / "template/file").write_text("the next\n")
    clone = cloned(bundle(checkout, "0.11.0"))
    assert git(clone, "log", "--format=%s").split() == ["v0.11.0", "v0.10.0", "v0.9.0"]
    assert git(clone, "show", "v0.9.0:template/file") == "v0.9.0"
    assert git(clone, "log", "-1", "--format=%aI") == DATE


def test_changes_after_a_release_are_rendered_but_are_not_the_release(
    checkout: Path,
) -> None:
    git(checkout, "tag", "v0.1.0")
    (checkout / "template/file").write_text("changed\n")
    clone = cloned(bundle(checkout))
    assert (clone / "template/file").read_text() == "changed\n"
    assert git(clone, "describe", "--tags").startswith("v0.1.0-1-g")
    assert git(clone, "show", "v0.1.0:template/file") == "one"


@pytest.mark.parametrize(
    "tag",
    [
        pytest.param("vnext", id="no version"),
        pytest.param("v1.0", id="two parts"),
        pytest.param("v1.0.0rc1", id="pre-release"),
    ],
)
def test_other_tags_are_no_releases(checkout: Path, tag: str) -> None:
    git(checkout, "tag", tag)
    assert git(cloned(bundle(checkout)), "tag").split() == ["v0.1.0"]


def test_needs_no_git_history(checkout: Path) -> None:
    with_history = bundle(checkout)
    shutil.rmtree(checkout / ".git")
    assert bundle(checkout).read_bytes() == with_history.read_bytes()


def test_heeds_no_git_environment(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a git hook, where GIT_DIR names the user's repository."""
    expected = bundle(checkout).read_bytes()
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    assert bundle(checkout).read_bytes() == expected
