"""What holds for every command: help, errors in one line, fast starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from webhookgen import __version__
from webhookgen.cli import Commands
from webhookgen.cli.late import load
from webhookgen.errors import WebhookgenError

from .conftest import Webhookgen

# What takes long to import, and what imports it. Pydantic is not among them: Typer itself
# imports it for the options of a command, and for nothing before that.
HEAVY = {
    *(
        "copier",
        "jinja2",
        "libcst",
        "plumbum",
        "tomlkit",
        "yaml",
        "rich",
        "http.client",
    ),
    *("cryptography", "webhookgen.checks", "webhookgen.record", "webhookgen.render"),
}
COMMANDS = [
    ("new",),
    ("add-provider",),
    ("check",),
    ("providers", "list"),
    ("providers", "show"),
    ("providers", "init"),
    ("send",),
    ("verify",),
    ("smoke",),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_has_examples(webhookgen: Webhookgen, command: tuple[str, ...]) -> None:
    run = webhookgen(*command, "--help")
    assert run.exit_code == 0
    assert f"webhookgen {' '.join(command)}" in run.out.partition("Examples:")[2]


def test_version(webhookgen: Webhookgen) -> None:
    assert webhookgen("--version").out == f"webhookgen {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        pytest.param(
            ("new", "svc", "--provider", "strpe", "--no-install"),
            2,
            "did you mean stripe?",
            id="unknown provider",
        ),
        pytest.param(
            ("new", "full", "--defaults"), 2, "full is not empty", id="not empty"
        ),
        pytest.param(("new", "file", "--defaults"), 2, "file is a file", id="a file"),
        pytest.param(("new", "svc"), 2, "--provider", id="nothing to ask on"),
        pytest.param(
            ("new", "svc", "--defaults", "--no-install", "--name", "A B"),
            2,
            "project_name",
            id="bad name",
        ),
        pytest.param(
            ("new", "/proc/svc", "--defaults", "--no-install"),
            7,
            "cannot write /proc/svc",
            id="unwritable",
        ),
        pytest.param(("add-provider", "stripe"), 3, "calls FastAPI()", id="no service"),
        pytest.param(("add-provider", "strpe"), 2, "did you mean", id="add unknown"),
        pytest.param(("check", "full"), 3, "full is not a service", id="check nothing"),
        pytest.param(("check", "nowhere"), 3, "not a service", id="check nowhere"),
        pytest.param(("providers", "show", "guthub"), 2, "github", id="show unknown"),
        pytest.param(
            ("send", "stripe", "invoice.payed", "--url", "http://x", "--secret", "s"),
            2,
            "invoice.paid",
            id="unknown type",
        ),
        pytest.param(
            ("send", "stripe", "invoice.paid", "--url", "x", "--secret", "s"),
            2,
            "no HTTP URL",
            id="no URL",
        ),
        pytest.param(
            ("verify", "stripe", "--body-file", "file"), 2, "secret", id="no secret"
        ),
        pytest.param(
            ("verify", "stripe", "--body-file", "file", "--secret", "s", "-H", "x"),
            2,
            "'Name: value'",
            id="no header",
        ),
        pytest.param(
            ("smoke", "--provider", "stripe+githb"), 2, "github", id="smoke unknown"
        ),
    ],
)
def test_bad_input_is_one_clear_line(
    webhookgen: Webhookgen,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    exit_code: int,
    words: str,
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full/something").touch()
    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)
    run = webhookgen(*arguments)
    assert (run.exit_code, run.out) == (exit_code, "")
    assert words in run.err
    assert run.err.count("\n") == 1
    assert {path.name for path in tmp_path.iterdir()} == {"full", "file"}


def test_an_error_as_json(webhookgen: Webhookgen) -> None:
    run = webhookgen("providers", "show", "strpe", "--json")
    assert run.json["exit_code"] == run.exit_code == 2
    assert "did you mean stripe?" in run.json["error"]


def test_exit_codes_are_distinct_and_documented() -> None:
    families: list[type[WebhookgenError]] = WebhookgenError.__subclasses__()
    codes = [family.exit_code for family in families]
    assert len(set(codes)) == len(codes)
    table = sys.modules[WebhookgenError.__module__].__doc__ or ""
    documented: list[type[WebhookgenError]] = [WebhookgenError, *families]
    for family in documented:
        (line,) = (line for line in table.splitlines() if family.__name__ in line)
        assert f" {family.exit_code} " in line


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_an_answer_of_the_group_needs_next_to_nothing(option: str) -> None:
    assert sorted(loaded_by(option) & {*HEAVY, "pydantic"}) == []


def test_a_list_starts_without_what_it_does_not_need() -> None:
    assert sorted(loaded_by("providers", "list") & HEAVY) == []


def test_completion_starts_without_what_it_does_not_need() -> None:
    done = {"_WEBHOOKGEN_COMPLETE": "complete_bash", "COMP_WORDS": "webhookgen "}
    assert sorted(loaded_by(**done, COMP_CWORD="1") & HEAVY) == []


def test_a_command_is_loaded_when_it_is_called() -> None:
    assert "webhookgen.render" in loaded_by("new", "--help")


@pytest.mark.parametrize("name", Commands.abouts)
def test_a_command_is_announced_with_its_own_words(name: str) -> None:
    assert load(name).help.startswith(Commands.abouts[name].rstrip("."))


def loaded_by(*arguments: str, **environment: str) -> set[str]:
    """The modules that a command has imported when it is done."""
    code = (
        "import atexit, sys; from webhookgen.cli import main; "
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr)); "
        "sys.argv[0] = 'webhookgen'; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())
