import pytest
from webhookgen.errors import CannotPlace
from webhookgen.wiring.text import Text, only_adds

CONTENTS = [
    pytest.param(b"", id="empty"),
    pytest.param(b"one\ntwo\n", id="plain"),
    pytest.param(b"one\ntwo", id="no newline at the end"),
    pytest.param(b"one\r\ntwo\r\n", id="windows"),
    pytest.param(b"\xef\xbb\xbfone\n", id="byte order mark"),
    pytest.param(b"# coding: latin-1\n# \xe9\n", id="latin-1"),
    pytest.param(b"one\n\x0cclass Two:\n", id="form feed"),
    pytest.param("# \u2028 is no line end\n".encode(), id="line separator"),
]


@pytest.mark.parametrize("content", CONTENTS)
def test_reading_and_writing_changes_nothing(content: bytes) -> None:
    assert Text.of("file", content).content == content


@pytest.mark.parametrize(
    ("content", "after", "expected"),
    [
        pytest.param(b"one\ntwo\n", 0, b"new\none\ntwo\n", id="top"),
        pytest.param(b"one\ntwo\n", 1, b"one\nnew\ntwo\n", id="middle"),
        pytest.param(b"one\ntwo\n", 2, b"one\ntwo\nnew\n", id="end"),
        pytest.param(b"one\ntwo", 2, b"one\ntwo\nnew", id="open end"),
        pytest.param(b"one\r\ntwo\r\n", 1, b"one\r\nnew\r\ntwo\r\n", id="windows"),
        pytest.param(b"", 0, b"new\n", id="empty"),
    ],
)
def test_a_line_is_inserted(content: bytes, after: int, expected: bytes) -> None:
    assert Text.of("file", content).insert(after, ["new"]).content == expected


def test_there_must_be_such_a_line() -> None:
    with pytest.raises(CannotPlace, match="file has no line 3"):
        Text.of("file", b"one\ntwo\n").insert(3, ["new"])


def test_what_is_no_text_is_said_to_be_none() -> None:
    with pytest.raises(CannotPlace, match="file cannot be read as text"):
        Text.of("file", b"\xff\xfe\x00")


@pytest.mark.parametrize(
    ("after", "adds"),
    [
        (b"one\nnew\ntwo\n", True),
        (b"one\ntwo\n", True),
        (b"two\none\n", False),
        (b"one\n", False),
    ],
)
def test_whether_lines_were_only_added(after: bytes, adds: bool) -> None:
    before = Text.of("file", b"one\ntwo\n")
    assert only_adds(before, Text.of("file", after)) is adds
