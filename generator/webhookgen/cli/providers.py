"""webhookgen providers list | show | init"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ..catalog import Summary, matching
from ..errors import CheckFailed
from ..own import known_in
from . import completion
from .init_provider import init
from .output import Json, print_json, say
from .provider_lines import facts_of
from .service_option import Directory

providers = typer.Typer(
    help="What the catalogue knows.", no_args_is_help=True, rich_markup_mode=None
)


class Confidence(StrEnum):
    high = "high"
    medium = "medium"


@providers.command("list")
def list_providers(
    scheme: Annotated[
        str | None, typer.Option(help="Only those that sign so: body_hmac.")
    ] = None,
    confidence: Annotated[
        Confidence | None, typer.Option(help="Only those whose facts are so sure.")
    ] = None,
    search: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Only those with this in their name."),
    ] = None,
    directory: Directory = Path(),
    json: Json = False,
) -> None:
    """List every provider with its signature scheme.

    Exit codes: 0 some are listed, 1 none is like that.

    \b
    Examples:
      webhookgen providers list
      webhookgen providers list --search pay --confidence high
      webhookgen providers list --scheme standard_webhooks --json
    """
    found = matching(known_in(directory), scheme, confidence, search)
    if not found:
        raise CheckFailed("no provider is like that")
    if json:
        print_json({"providers": found})
        return
    for line in _aligned(found):
        say(line)


@providers.command("show")
def show(
    name: Annotated[
        str,
        typer.Argument(
            help="The provider, or a source that has it.",
            autocompletion=completion.providers,
        ),
    ],
    directory: Directory = Path(),
    json: Json = False,
) -> None:
    """Show all that is known of one provider, and what to configure for it.

    \b
    Examples:
      webhookgen providers show stripe
      webhookgen providers show stripe --json
    """
    from ..endpoint import find_endpoint  # late: a list needs none of it

    record = find_endpoint(name, directory).record
    if json:
        print_json(record)
        return
    say(record["name"], bold=True)
    for title, value in facts_of(record, name):
        say(f"  {title:<20} {value}")


providers.command("init")(init)


def _aligned(found: Sequence[Summary]) -> Iterator[str]:
    rows = [
        (f["key"], f["name"], f["scheme"], f["confidence"], f["docs"]) for f in found
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [f"{text:<{width}}" for text, width in zip(row, widths, strict=True)]
        yield "  ".join(cells).rstrip()
