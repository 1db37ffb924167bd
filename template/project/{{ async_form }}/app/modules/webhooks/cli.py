"""The command line: run the worker; list, show, replay and purge events."""

import argparse
import re
import sys
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from . import commands
from .bootstrap import build_service
from .concurrency import run
from .settings import WebhookSettings
from .status import Status

UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. 0: done; 1: not found or not possible; 2: wrong usage."""
    try:
        return run(_run(_parser().parse_args(arguments)))
    except SQLAlchemyError as error:
        name = type(error).__name__
        hint = "Is DATABASE_URL right, and did `alembic upgrade head` run?"
        print(f"The database refused ({name}). {hint}", file=sys.stderr)
    except OSError as error:
        print(f"The database cannot be reached: {error}", file=sys.stderr)
    return 1


async def _run(options: argparse.Namespace) -> int:
    settings = WebhookSettings()
    service = build_service(settings)
    command: commands.Command = options.command
    try:
        return await command(service, settings, options)
    finally:
        await service.queue.close()
        await service.engine.dispose()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m {__package__}")
    add = parser.add_subparsers(required=True, metavar="COMMAND").add_parser

    worker = add("worker", help="process events until SIGTERM or Ctrl-C")
    worker.set_defaults(command=commands.work)

    listing = add("list", help="the newest events, and how many stand where")
    listing.add_argument("--status", type=Status, metavar="|".join(Status))
    listing.add_argument("--source")
    listing.add_argument("--type")
    listing.add_argument("--limit", type=int, default=20)
    listing.set_defaults(command=commands.list_events)

    show = add("show", help="one event, with headers and body")
    show.add_argument("id", type=int)
    show.set_defaults(command=commands.show_event)

    replay = add("replay", help="open dead, ignored or unparseable events again")
    replay.add_argument("ids", type=int, nargs="+", metavar="id")
    replay.set_defaults(command=commands.replay_events)

    purge = add("purge", help="empty or delete processed and ignored events")
    purge.add_argument("--older-than", type=_age, required=True, metavar="30d|12h|45m")
    purge.add_argument(
        "--rows",
        action="store_true",
        help="delete whole rows; by default only payloads and headers go, and the rows "
        "stay to refuse duplicates",
    )
    purge.set_defaults(command=commands.purge_events)

    for command in (listing, show, replay, purge):
        command.add_argument("--json", action="store_true", help="for programs")
    return parser


def _age(text: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,5})([mhd])", text)
    if match is None:
        raise argparse.ArgumentTypeError("a number and m, h or d: 30d")
    return timedelta(**{UNITS[match[2]]: int(match[1])})
