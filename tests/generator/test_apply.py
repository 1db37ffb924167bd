import os
from pathlib import Path

import pytest
from webhookgen.apply import applied, apply
from webhookgen.errors import Conflict, NotWritable
from webhookgen.plan import make_plan
from webhookgen.render import RenderedFile

from .conftest import contents, snapshot
from .interrupted import EDITS, RENDERED, plan_for


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A project with a file that is to be edited and one that is to go."""
    (tmp_path / "host").write_bytes(b"old\n")
    (tmp_path / "host").chmod(0o640)
    (tmp_path / "gone").mkdir()
    (tmp_path / "gone/file").write_bytes(b"unwanted\n")
    return tmp_path


def test_writes_what_the_plan_says_and_leaves_nothing_else(directory: Path) -> None:
    apply(plan_for(directory))
    assert contents(directory) == {
        "deep/folder/file": b"new\n",
        "host": b"old\nadded\n",
        "script": b"#!/bin/sh\n",
    }
    assert {path.name for path in directory.iterdir()} == {"deep", "host", "script"}


def test_modes(directory: Path) -> None:
    apply(plan_for(directory))
    assert os.access(directory / "script", os.X_OK)
    assert not os.access(directory / "deep/folder/file", os.X_OK)
    assert (directory / "host").stat().st_mode & 0o777 == 0o640


def test_a_second_time_touches_nothing(directory: Path) -> None:
    apply(plan_for(directory))
    before = snapshot(directory)
    apply(plan_for(directory))
    assert snapshot(directory) == before


def test_makes_the_directory_and_its_parents(tmp_path: Path) -> None:
    apply(make_plan(tmp_path / "a/b", RENDERED, {}))
    assert (tmp_path / "a/b/script").exists()


def test_a_conflict_writes_nothing_and_names_the_file(directory: Path) -> None:
    (directory / "script").write_text("theirs")
    before = snapshot(directory)
    with pytest.raises(Conflict, match="script"):
        apply(plan_for(directory))
    assert snapshot(directory) == before


@pytest.mark.parametrize("changed", ["host", "script"])
def test_what_changed_after_the_plan_is_not_overwritten(
    directory: Path, changed: str
) -> None:
    plan = plan_for(directory)
    (directory / changed).write_text("somebody was faster")
    before = snapshot(directory)
    with pytest.raises(Conflict, match=changed):
        apply(plan)
    assert snapshot(directory) == before


def test_a_refused_write_undoes_the_others(directory: Path) -> None:
    """The last file's folder turns out to be a file: as good as no space left."""
    (directory / "z").symlink_to("/proc/no-such-folder")
    rendered = {**RENDERED, "z/file": RenderedFile(b"", executable=False)}
    before = snapshot(directory)
    with pytest.raises(NotWritable, match="nothing was changed"):
        apply(make_plan(directory, rendered, EDITS))
    assert snapshot(directory) == before
    assert {path.name for path in directory.iterdir()} == {"gone", "host", "z"}


def test_a_refused_new_directory_leaves_no_folders(tmp_path: Path) -> None:
    rendered = {**RENDERED, "x" * 300: RenderedFile(b"", executable=False)}
    with pytest.raises(NotWritable, match="nothing was changed"):
        apply(make_plan(tmp_path / "a/b", rendered, {}))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_goes_only_if_it_is_empty_but_for_compiled_files(
    directory: Path,
) -> None:
    (directory / "gone/__pycache__").mkdir()
    (directory / "kept").mkdir()
    (directory / "kept/file").write_text("unwanted")
    (directory / "kept/notes").write_text("somebody's")
    apply(
        make_plan(
            directory, {}, {}, ["gone/file", "kept/file"], folders=["gone", "kept"]
        )
    )
    assert contents(directory) == {"host": b"old\n", "kept/notes": b"somebody's"}
    assert not (directory / "gone").exists()


def test_what_fails_while_the_plan_is_looked_at_undoes_it(directory: Path) -> None:
    before = snapshot(directory)
    with pytest.raises(ZeroDivisionError), applied(plan_for(directory)):  # noqa: PT012
        assert (directory / "script").exists()
        assert not (directory / "gone/file").exists()
        raise ZeroDivisionError
    assert snapshot(directory) == before
    assert {path.name for path in directory.iterdir()} == {"gone", "host"}
