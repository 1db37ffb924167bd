"""webhookgen providers init"""

import json as json_module
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ..catalog import provider_names
from ..draft import Draft, Scheme
from ..errors import Conflict, UsageError
from ..own import check_spec, own_catalog
from .asking import Asking
from .output import Json, complain, print_json, say
from .service_option import Directory


class Encoding(StrEnum):
    hex = "hex"
    base64 = "base64"
    base64url = "base64url"


class SecretForm(StrEnum):
    text = "text"
    hex = "hex"
    base64 = "base64"
    whsec = "whsec"


def init(
    key: Annotated[str, typer.Argument(help="What it is called: acme.")],
    name: Annotated[
        str | None, typer.Option(help="How people write it [default: from the key]")
    ] = None,
    docs: Annotated[
        str | None, typer.Option(help="Its page on webhooks: https://...")
    ] = None,
    scheme: Annotated[Scheme | None, typer.Option(help="How it signs.")] = None,
    header: Annotated[
        str | None, typer.Option(help="Header with the signature or the token.")
    ] = None,
    prefix: Annotated[
        str, typer.Option(help="What stands before it in the header: sha256=")
    ] = "",
    encoding: Annotated[
        Encoding | None, typer.Option(help="Of the signature [default: hex]")
    ] = None,
    secret_form: Annotated[
        SecretForm, typer.Option(help="How the secret is written.")
    ] = SecretForm.text,
    timestamp_header: Annotated[
        str | None, typer.Option(help="Header with the time, where that is signed.")
    ] = None,
    message: Annotated[
        str, typer.Option(help="What is signed, where a time is.")
    ] = "{timestamp}.{body}",
    id: Annotated[
        str | None,
        typer.Option(help="Place of the event's id: body:id, header:X-Id, or content."),
    ] = None,
    type: Annotated[
        str | None, typer.Option(help="Place of its type: body:type, header:X-Event.")
    ] = None,
    sample: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A body that it sent, JSON."),
    ] = None,
    event: Annotated[
        str, typer.Option(help="The sample's type, where its body does not tell.")
    ] = "",
    output: Annotated[
        Path | None,
        typer.Option(help="Where to [default: your own catalogue, else KEY.json]"),
    ] = None,
    directory: Directory = Path(),
    json: Json = False,
) -> None:
    """Write the record of a provider that the catalogue does not have.

    Asks for what is missing if there is a terminal to ask on. A sender that follows Standard
    Webhooks needs no more than that scheme. What these few answers do not cover (public keys,
    batches, handshakes, forms) is written into the record by hand.

    \b
    Examples:
      webhookgen providers init acme --scheme standard_webhooks --docs https://acme.example/hooks
      webhookgen providers init acme --scheme body_hmac --header X-Acme-Signature \\
        --docs https://acme.example/hooks --sample body.json
    """
    ask = Asking(sys.stdin.isatty() and not json)
    docs = docs or ask.text("--docs", "Address of its documentation")
    scheme = scheme or Scheme(ask.choice("--scheme", "How does it sign", Scheme))
    if scheme.has_header:
        header = header or ask.text("--header", f"Header of {scheme}")
    if scheme.signs and ask.possible and encoding is None:
        encoding = Encoding(ask.choice("--encoding", "Its encoding", Encoding))
    if scheme is Scheme.timestamped_hmac and timestamp_header is None:
        timestamp_header = ask.text("--timestamp-header", "Header with the time")
    usual = "header:webhook-id" if scheme is Scheme.standard_webhooks else "body:id"
    sample = sample or ask.file("File with a body that it sent, if you have one")
    draft = Draft(
        key=key,
        name=name or key.replace("_", " ").title(),
        docs=docs,
        scheme=scheme,
        header=header or "",
        prefix=prefix,
        encoding=encoding or Encoding.hex,
        secret_form=secret_form,
        timestamp_header=timestamp_header or "",
        message=message,
        id=id or ask.text_or("Place of the event's id", usual),
        type=type or ask.text_or("Place of its type", "body:type"),
        event=event,
        sample=_read(sample) if sample else None,
    )
    if key in provider_names():
        complain(
            f"the catalogue has a {key}; your own record will be used instead of it"
        )
    record = draft.record(datetime.now(UTC).date())
    check_spec(record, key)
    path = output or (own_catalog(directory) or Path()) / f"{key}.json"
    _write(path, record)
    in_catalog = path.parent == own_catalog(directory)
    spec = "" if in_catalog else f" --spec {path}"
    if json:
        print_json({"path": str(path), "record": record})
        return
    say(f"  create     {path}")
    say(f"\nLook it over, then: webhookgen add-provider {key}{spec}")


def _read(path: Path) -> Any:
    try:
        return json_module.loads(path.read_bytes())
    except ValueError as error:
        raise UsageError(f"--sample {path} is no JSON: {error}") from error


def _write(path: Path, record: dict[str, Any]) -> None:
    text = json_module.dumps(record, indent=2, ensure_ascii=False) + "\n"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise Conflict(
            f"{path} is there already; give --output another file"
        ) from error
