"""Everything that is printed: lines for people, one JSON document for programs."""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from ..outcome import Outcome

COLOURS = {Outcome.PASSED: "green", Outcome.FAILED: "red", Outcome.SKIPPED: "yellow"}

Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON document and nothing else.")
]


def say(text: str = "", *, bold: bool = False) -> None:
    """A line on stdout."""
    typer.echo(styled(text, bold=True) if bold else text)


def complain(text: str) -> None:
    """A line on stderr."""
    typer.echo(text, err=True)


def print_json(document: dict[str, Any]) -> None:
    typer.echo(json.dumps(document, indent=2))


@contextmanager
def step(title: str, *, quiet: bool) -> Iterator[None]:
    """Shows what is under way, then a line with the time that it took."""
    started = time.monotonic()
    with under_way(title, quiet=quiet):
        yield
    if not quiet:
        say_done(title, Outcome.PASSED, time.monotonic() - started)


@contextmanager
def under_way(title: str, *, quiet: bool) -> Iterator[None]:
    """On a terminal: the title while it lasts."""
    live = sys.stdout.isatty() and not quiet
    if live:
        typer.echo(f"  ...     {title}", nl=False)
    try:
        yield
    finally:
        if live:
            typer.echo("\r\033[K", nl=False)


def say_done(title: str, outcome: Outcome, seconds: float) -> None:
    """How something ended."""
    mark = styled(f"{outcome:<7}", fg=COLOURS[outcome])
    say(f"  {mark} {title:<28} {seconds:6.1f} s")


def styled(text: str, **style: Any) -> str:
    """The text in colours, where they are wanted."""
    # https://no-color.org; click itself drops colours where stdout is no terminal.
    return text if os.environ.get("NO_COLOR") else typer.style(text, **style)
