"""The command line: parses, calls the layers below, prints. The only layer that prints."""

import json
import os
import signal
import sys
from collections.abc import Mapping
from typing import Annotated, ClassVar, NoReturn

import typer

from .. import __version__
from ..errors import NotWritable, WebhookgenError
from .late import LateGroup
from .output import complain


class Commands(LateGroup):
    """Every command and the first line of its help, in the order of the help."""

    abouts: ClassVar[Mapping[str, str]] = {
        "new": "Make a new service, install it and check it.",
        "add-provider": "Add a provider to a service or any FastAPI repository.",
        "remove-provider": "Take a provider out of a repository again.",
        "detect": "Show what is found out about a repository.",
        "check": "Run a service's linters, migrations and tests.",
        "doctor": "Find out what is wrong with a service or repository.",
        "providers": "What the catalogue knows.",
        "send": "Send a signed sample event, as the provider would.",
        "handshake": "Ask an endpoint for its handshake, as the provider would.",
        "verify": "Tell whether a delivery is authentic, and if not, why.",
        "smoke": "Render services for a matrix of answers, and check each.",
    }


app = typer.Typer(
    name="webhookgen",
    cls=Commands,
    no_args_is_help=True,
    # Plain help starts three times as fast, and documentation can quote it.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """The console script: every error ends as one line and an exit code."""
    # As Ctrl-C: what is half done is taken back.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        app(prog_name=app.info.name)
    except WebhookgenError as error:
        _fail(str(error), error.exit_code)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _fail(f"{where}{error.strerror or error}", NotWritable.exit_code)
    except Exception as error:
        if os.environ.get("WEBHOOKGEN_DEBUG"):
            raise
        _fail(
            f"a bug in webhookgen: {type(error).__name__}: {error}; "
            "WEBHOOKGEN_DEBUG=1 shows where, please report it",
            WebhookgenError.exit_code,
        )


def _fail(message: str, exit_code: int) -> NoReturn:
    complain(f"webhookgen: {message}")
    if "--json" in sys.argv:
        print(json.dumps({"error": message, "exit_code": exit_code}))
    sys.exit(exit_code)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"webhookgen {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Print the version.",
        ),
    ] = False,
) -> None:
    """FastAPI services that receive webhooks and never lose one.

    \b
    webhookgen new hooks --provider stripe --provider github
    webhookgen add-provider NAME
    webhookgen providers list

    \b
    Completion for your shell: webhookgen --install-completion

    Exit codes: 0 done, 1 the answer is no, 2 bad input, 3 not a service or a fact is missing,
    4 a step is left to you, 5 the checks failed and all is taken back, 6 a file is in the way,
    7 not writable, 8 no git, 9 the template failed, 10 no Python environment, 11 nothing answered,
    70 a bug.
    """
