import pytest
from webhookgen.catalog import find_record
from webhookgen.dotenv import secrets_block, with_secrets_of
from webhookgen.render import Answers, render

GITHUB = find_record("github")
BLOCK = secrets_block("github", GITHUB).encode()
CRLF = BLOCK.replace(b"\n", b"\r\n")
DEFINED = b"WEBHOOKS_GITHUB_SECRETS=abc\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"A=1\n", b"A=1\n\n" + BLOCK, id="appended"),
        pytest.param(b"A=1", b"A=1\n\n" + BLOCK, id="no line end at the end"),
        pytest.param(b"A=1\r\n", b"A=1\r\n\r\n" + CRLF, id="CRLF"),
        pytest.param(b"A=1\n\n", b"A=1\n\n" + BLOCK, id="a blank line already"),
        pytest.param(b"", BLOCK, id="empty"),
        pytest.param(DEFINED, DEFINED, id="there already"),
        pytest.param(
            b"# " + DEFINED,
            b"# " + DEFINED + b"\n" + BLOCK,
            id="there as a comment only",
        ),
        pytest.param(b"\xff\n", b"\xff\n\n" + BLOCK, id="not UTF-8"),
    ],
)
def test_with_secrets_of(content: bytes, expected: bytes) -> None:
    assert with_secrets_of("github", GITHUB, content) == expected
    assert with_secrets_of("github", GITHUB, expected) == expected


def test_each_of_its_lines_is_a_comment_where_settings_know_no_other() -> None:
    meta = find_record("meta")
    made = with_secrets_of("meta", meta, b"A=1\n", commented=True)
    assert {line[:1] for line in made.splitlines()[2:]} == {b"#"}
    assert b"# WEBHOOKS_META_VERIFY_TOKENS=\n" in made
    assert b"# WEBHOOKS_META_SECRETS=\n" in made
    assert with_secrets_of("meta", meta, made, commented=True) == made


def test_the_template_renders_the_same_lines() -> None:
    answers = Answers("service", "hooks", ("github", "stripe"), "sqlite")
    assert BLOCK in render(answers)[".env.example"].content
