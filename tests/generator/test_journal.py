"""Killed at every single step, apply leaves everything or, once recovered, nothing."""

import signal
import subprocess
import sys
from pathlib import Path

from webhookgen.apply import apply
from webhookgen.journal import recover

from .conftest import contents, snapshot
from .interrupted import plan_for

BEFORE = {"gone/file": b"unwanted\n", "host": b"old\n"}
AFTER = {
    "deep/folder/file": b"new\n",
    "host": b"old\nadded\n",
    "script": b"#!/bin/sh\n",
}


def killed(what: str, directory: Path, at: int) -> bool:
    """Whether it was killed at the operation, or ended before it."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.generator.interrupted", what, directory, str(at)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0


def project(directory: Path) -> Path:
    directory.mkdir()
    (directory / "host").write_bytes(BEFORE["host"])
    (directory / "host").chmod(0o640)
    (directory / "gone").mkdir()
    (directory / "gone/file").write_bytes(BEFORE["gone/file"])
    return directory


def folders(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_dir()]


def test_killed_anywhere_in_apply(tmp_path: Path) -> None:
    ends = []
    for at in range(1, 200):
        directory = project(tmp_path / str(at))
        if not killed("apply", directory, at):
            break
        recover(directory)
        ends.append(contents(directory))
        if ends[-1] == BEFORE:
            assert folders(directory) == [directory / "gone"]
            apply(plan_for(directory))
        assert contents(directory) == AFTER
    assert len(ends) > 20
    done_from = ends.index(AFTER)
    assert all(end == BEFORE for end in ends[:done_from])
    assert all(end == AFTER for end in ends[done_from:])


def test_killed_anywhere_in_recover(tmp_path: Path) -> None:
    in_the_middle = 23  # files are being moved: see the test below
    for at in range(1, 200):
        directory = project(tmp_path / str(at))
        assert killed("apply", directory, in_the_middle)
        if not killed("recover", directory, at):
            break
        recover(directory)
        assert contents(directory) == BEFORE
        assert folders(directory) == [directory / "gone"]
    assert at > 10


def test_what_somebody_changed_since_is_theirs(tmp_path: Path) -> None:
    directory = project(tmp_path / "project")
    assert killed("apply", directory, 23)
    moved = directory / "deep/folder/file"
    assert moved.read_bytes() == b"new\n"
    moved.write_text("edited after the crash\n")
    assert recover(directory)
    assert contents(directory) == {
        **BEFORE,
        "deep/folder/file": b"edited after the crash\n",
    }


def test_nothing_to_recover(tmp_path: Path) -> None:
    directory = project(tmp_path / "project")
    before = snapshot(directory)
    assert not recover(directory)
    assert snapshot(directory) == before
