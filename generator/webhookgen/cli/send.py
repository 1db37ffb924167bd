"""webhookgen send"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from ..endpoint import find_endpoint
from ..errors import CheckFailed
from ..signing import sign_sample
from . import completion
from .output import Json, print_json, say
from .service_option import Directory

Secret = Annotated[
    str,
    typer.Option(
        envvar="WEBHOOKGEN_SECRET",
        help="What to sign with; the variable keeps it out of your shell's history.",
    ),
]


def send(
    provider: Annotated[
        str, typer.Argument(help="Who is played.", autocompletion=completion.providers)
    ],
    type: Annotated[
        str, typer.Argument(help="The event's type.", autocompletion=completion.events)
    ],
    url: Annotated[str, typer.Option(help="The endpoint.")],
    secret: Secret,
    data: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="Body to send instead of the sample."
        ),
    ] = None,
    id: Annotated[
        str | None, typer.Option(help="Id of the event [default: a fresh one]")
    ] = None,
    directory: Directory = Path(),
    json: Json = False,
) -> None:
    """Send a signed sample event, as the provider would.

    Exit codes: 0 answered 2xx, 1 answered otherwise, 11 nothing answered.

    \b
    Examples:
      webhookgen send stripe invoice.paid --secret whsec_test \\
        --url http://localhost:8000/webhooks/stripe
      webhookgen send github push --data body.json --url http://localhost:8000/webhooks/github
    """
    # Late: the HTTP client doubles the start of every command.
    from ..deliver import deliver

    body = data.read_bytes() if data else None
    request = sign_sample(
        find_endpoint(provider, directory).record,
        type,
        secret=secret,
        url=url,
        now=datetime.now(UTC),
        id=id,
        data=body,
    )
    answer = deliver(request)
    if json:
        print_json(
            {"accepted": answer.accepted, "status": answer.status, "body": answer.body}
        )
    else:
        say(f"{answer.status} {answer.body}")
    if not answer.accepted:
        raise typer.Exit(CheckFailed.exit_code)
