"""webhookgen providers list | show"""

from typing import Annotated

import typer

from ..catalog import Record, find_record, provider_names
from . import completion
from .output import Json, print_json, say

app = typer.Typer(help="What the catalogue knows.", no_args_is_help=True)


@app.command("list")
def list_providers(json: Json = False) -> None:
    """List every provider with its signature scheme.

    \b
    Examples:
      webhookgen providers list
      webhookgen providers list --json
    """
    records = [find_record(name) for name in provider_names()]
    if json:
        print_json({"providers": [_summary(record) for record in records]})
        return
    for record in records:
        facts = _summary(record)
        say(
            f"{facts['key']:<20} {facts['name']:<20} {facts['scheme']:<20} {facts['docs']}"
        )


@app.command("show")
def show(
    name: Annotated[
        str, typer.Argument(help="The provider.", autocompletion=completion.providers)
    ],
    json: Json = False,
) -> None:
    """Show all that is known of one provider.

    \b
    Examples:
      webhookgen providers show stripe
      webhookgen providers show stripe --json
    """
    record = find_record(name)
    if json:
        print_json(record)
        return
    parameters = record["scheme"]["parameters"]
    say(record["name"], bold=True)
    for title, value in {
        "documentation": f"{record['docs']} (checked {record['checked']})",
        "confidence": f"{record['confidence']}: {record['proof']['detail']}",
        "scheme": record["scheme"]["family"],
        **{f"  {name}": value for name, value in parameters.items()},
        "secret": record["secret"]["hint"],
        "environment": f"WEBHOOKS_{name.upper()}_SECRETS",
        "endpoint": f"POST /webhooks/{name}",
        "largest body": f"{record['max_body_bytes']:,} bytes",
        "sample events": ", ".join(record["samples"]),
    }.items():
        say(f"  {title:<20} {value}")


def _summary(record: Record) -> dict[str, str]:
    return {
        "key": record["key"],
        "name": record["name"],
        "scheme": record["scheme"]["family"],
        "confidence": record["confidence"],
        "docs": record["docs"],
    }
