from collections.abc import Callable
from pathlib import Path

import pytest
from webhookgen.plan import Action, diff, make_plan
from webhookgen.render import RenderedFile

OURS = {"folder/file": RenderedFile(b"ours\n", executable=False)}


def nothing(directory: Path) -> None:
    """Leaves the directory empty."""


def same_file(directory: Path) -> None:
    (directory / "folder").mkdir()
    (directory / "folder/file").write_bytes(b"ours\n")


def other_file(directory: Path) -> None:
    (directory / "folder").mkdir()
    (directory / "folder/file").write_bytes(b"theirs\n")


def other_line_ends(directory: Path) -> None:
    (directory / "folder").mkdir()
    (directory / "folder/file").write_bytes(b"ours\r\n")


def a_folder(directory: Path) -> None:
    (directory / "folder/file").mkdir(parents=True)


def a_file_for_a_folder(directory: Path) -> None:
    (directory / "folder").write_text("a file")


def a_dangling_link(directory: Path) -> None:
    (directory / "folder").mkdir()
    (directory / "folder/file").symlink_to("/nowhere")


@pytest.mark.parametrize(
    ("prepare", "action"),
    [
        (nothing, Action.CREATE),
        (same_file, Action.UNCHANGED),
        (other_file, Action.CONFLICT),
        (other_line_ends, Action.CONFLICT),
        (a_folder, Action.CONFLICT),
        (a_file_for_a_folder, Action.CONFLICT),
        (a_dangling_link, Action.CONFLICT),
    ],
)
def test_a_rendered_file_meets(
    tmp_path: Path, prepare: Callable[[Path], None], action: Action
) -> None:
    prepare(tmp_path)
    (step,) = make_plan(tmp_path, OURS, {}).steps
    assert step.action is action


@pytest.mark.parametrize(
    ("after", "action"),
    [(b"one\n", Action.UNCHANGED), (b"one\ntwo\n", Action.EDIT)],
    ids=["as it is", "longer"],
)
def test_an_edit(tmp_path: Path, after: bytes, action: Action) -> None:
    (tmp_path / "host").write_bytes(b"one\n")
    (step,) = make_plan(tmp_path, {}, {"host": after}).steps
    assert step.action is action


def test_steps_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    rendered = {name: RenderedFile(b"", executable=False) for name in ("c", "a")}
    steps = make_plan(tmp_path, rendered, {"b": b""}).steps
    assert [step.path for step in steps] == ["a", "b", "c"]


def test_the_diff_of_a_new_file(tmp_path: Path) -> None:
    (step,) = make_plan(tmp_path, OURS, {}).steps
    assert diff(step) == (
        "diff --git a/folder/file b/folder/file\nnew file mode 100644\n"
        "--- /dev/null\n+++ b/folder/file\n@@ -0,0 +1 @@\n+ours\n"
    )


def test_the_diff_of_files_without_lines_says_that_they_come_and_go(
    tmp_path: Path,
) -> None:
    (tmp_path / "old").touch()
    empty = {"new": RenderedFile(b"", executable=True)}
    new, old = make_plan(tmp_path, empty, {}, ["old"]).steps
    assert diff(new) == "diff --git a/new b/new\nnew file mode 100755\n"
    assert diff(old) == "diff --git a/old b/old\ndeleted file mode 100644\n"


def test_the_diff_of_an_edit_says_where_the_line_end_is_missing(tmp_path: Path) -> None:
    (tmp_path / "host").write_bytes(b"one")
    (step,) = make_plan(tmp_path, {}, {"host": b"one\ntwo\n"}).steps
    assert diff(step) == (
        "diff --git a/host b/host\n--- a/host\n+++ b/host\n@@ -1 +1,2 @@\n"
        "-one\n\\ No newline at end of file\n+one\n+two\n"
    )
