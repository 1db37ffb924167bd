"""webhookgen verify"""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from ..endpoint import find_endpoint
from ..errors import CheckFailed, UsageError
from ..signing import verify_delivery
from .output import Json, print_json, say
from .service_option import Directory

# What to do about each problem, by the class of the service's errors.py.
ADVICE = {
    "SignatureMissing": "Pass every header of the delivery with -H 'Name: value'.",
    "SignatureMalformed": "Compare the header with the one that was sent; "
    "shells and log viewers like to cut it.",
    "SignatureMismatch": "Check that the secret is this endpoint's, and that the body is "
    "byte for byte as received: no line end added, nothing parsed and written again.",
    "TimestampOutOfTolerance": "The signature is right. For an old delivery give the time "
    "of its receipt with --at; else compare the clocks.",
}


def verify(
    provider: Annotated[str, typer.Argument(help="Who is said to have sent it.")],
    body_file: Annotated[
        typer.FileBinaryRead, typer.Option(help="The raw body; - for stdin.")
    ],
    header: Annotated[
        list[str] | None,
        typer.Option(
            "--header", "-H", help="A header as 'Name: value'; several times."
        ),
    ] = None,
    secret: Annotated[
        list[str] | None,
        typer.Option(help="A live secret; several times. [env var: WEBHOOKGEN_SECRET]"),
    ] = None,
    url: Annotated[str, typer.Option(help="The URL that it was sent to.")] = "",
    at: Annotated[
        int | None, typer.Option(help="When it was received, Unix time [default: now]")
    ] = None,
    directory: Directory = Path(),
    json: Json = False,
) -> None:
    """Tell whether a delivery is authentic, and if not, why.

    Runs the code that verifies in your service. Secrets are never printed.
    Exit codes: 0 authentic, 1 not.

    \b
    Examples:
      webhookgen verify stripe --secret whsec_test --body-file body.json \\
        -H 'Stripe-Signature: t=...,v1=...' --at 1700000000
      curl -s ... | webhookgen verify github --body-file - -H 'X-Hub-Signature-256: sha256=...'
    """
    # Not by Typer's envvar: it would split a secret at its spaces.
    secrets = secret or [os.environ.get("WEBHOOKGEN_SECRET", "")]
    verdict = verify_delivery(
        find_endpoint(provider, directory).record,
        headers=dict(_parse_header(text) for text in header or []),
        body=body_file.read(),
        url=url,
        secrets=secrets,
        received_at=_moment(at),
    )
    authentic = verdict.secret is not None
    advice = ADVICE.get(verdict.kind, "")
    if json:
        print_json(
            {
                "authentic": authentic,
                "secret": verdict.secret,
                "kind": verdict.kind,
                "problem": verdict.problem,
                "advice": advice,
            }
        )
    elif authentic:
        say(f"Authentic: signed with secret {verdict.secret} of {len(secrets)}.")
    else:
        say(f"Not authentic. {verdict.problem} {advice}".rstrip())
    if not authentic:
        raise typer.Exit(CheckFailed.exit_code)


def _parse_header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise UsageError(f"-H {text!r} is no header; it looks like 'Name: value'")
    return name.strip(), value.strip()


def _moment(at: int | None) -> datetime:
    if at is None:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(at, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"--at {at} is no time in seconds since 1970") from error
