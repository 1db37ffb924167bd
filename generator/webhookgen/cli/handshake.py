"""webhookgen handshake"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..endpoint import find_endpoint
from ..errors import CheckFailed
from . import completion
from .output import Json, print_json, say
from .service_option import Directory

if TYPE_CHECKING:
    from ..deliver import Answer
    from ..handshake import Question


def handshake(
    provider: Annotated[
        str, typer.Argument(help="Who is played.", autocompletion=completion.providers)
    ],
    url: Annotated[str, typer.Option(help="The endpoint.")],
    secret: Annotated[
        str,
        typer.Option(
            envvar="WEBHOOKGEN_SECRET",
            help="What to sign with, or to hand over; not every provider needs it.",
        ),
    ] = "",
    verify_token: Annotated[
        str,
        typer.Option(
            envvar="WEBHOOKGEN_VERIFY_TOKEN",
            help="What the provider shows, if it was given a token.",
        ),
    ] = "",
    directory: Directory = Path(),
    json: Json = False,
) -> None:
    """Ask an endpoint for its handshake, as the provider would.

    Many providers ask for proof that an endpoint is yours before they send it events: with a
    challenge in a GET, a signed ping, a HEAD or OPTIONS request. Shows what was asked, what was
    answered, and whether that is what the provider wants.
    Exit codes: 0 it is, 1 it is not, 11 nothing answered.

    \b
    Examples:
      webhookgen handshake slack --secret ... --url http://localhost:8000/webhooks/slack
      webhookgen handshake meta --verify-token ... --url http://localhost:8000/webhooks/meta
    """
    from ..deliver import deliver  # late, both: the HTTP client is slow to start
    from ..handshake import questions

    record = find_endpoint(provider, directory).record
    asked = questions(
        record,
        url=url,
        now=datetime.now(UTC),
        secret=secret,
        verify_token=verify_token,
    )
    answered = [(question, deliver(question.request)) for question in asked]
    accepted = not any(question.problem(answer) for question, answer in answered)
    if json:
        told = [_as_document(question, answer) for question, answer in answered]
        print_json({"accepted": accepted, "handshakes": told})
    else:
        for question, answer in answered:
            _show(record["name"], question, answer)
    if not accepted:
        raise typer.Exit(CheckFailed.exit_code)


def _as_document(question: "Question", answer: "Answer") -> dict[str, Any]:
    shown = dict(question.shown)
    wanted = {**shown.pop("answer"), "body": question.wanted.body}
    return {
        "kind": question.kind,
        "asked": shown,
        "answered": {"status": answer.status, "body": answer.body},
        "wanted": wanted,
        "problem": question.problem(answer),
    }


def _show(name: str, question: "Question", answer: "Answer") -> None:
    say(f"  asked      {'  '.join(_asked(question.shown))}")
    say(f"  answered   {answer.status} {answer.body}".rstrip())
    problem = question.problem(answer)
    say(f"Not what {name} wants: {problem}." if problem else f"What {name} wants.")


def _asked(shown: Mapping[str, Any]) -> Iterator[str]:
    """A request in one line."""
    yield shown["method"]
    if query := shown.get("query"):
        yield "?" + "&".join(f"{name}={value}" for name, value in query.items())
    for name, value in shown.get("headers", {}).items():
        yield f"{name}: {value}"
    if body := shown.get("body"):
        yield dumps(body)
    if shown["signed"]:
        yield "(signed)"
