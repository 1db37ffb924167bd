"""What the command line does; the only place of this module that prints."""

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from .bootstrap import build_worker
from .clock import utc_now
from .concurrency import stop_on_signals
from .purge import purge
from .replay import replay
from .repository import history
from .service import WebhookService
from .settings import WebhookSettings

PAGES_A_LINE = 100  # of a purge's progress

Command = Callable[[WebhookService, WebhookSettings, Namespace], int]


def work(service: WebhookService, settings: WebhookSettings, options: Namespace) -> int:
    """Process events until SIGTERM or Ctrl-C, then finish what is in hand."""
    worker = build_worker(service, settings)
    if worker is None:
        print(
            "The queue has workers of its own (README); with WEBHOOKS_QUEUE=database "
            "this command is one.",
            file=sys.stderr,
        )
        return 1
    stop_on_signals(worker)
    worker.run()
    return 0


def list_events(
    service: WebhookService, settings: WebhookSettings, options: Namespace
) -> int:
    """The newest events that match, and how many stand where."""
    with service.engine.connect() as connection:
        rows = history.find_many(
            connection,
            limit=options.limit,
            status=options.status,
            source=options.source,
            type=options.type,
        )
        counts = history.count_by_status(connection)
    totals = ", ".join(f"{n} {status}" for status, n in sorted(counts.items()))
    lines = [*map(_line, rows), totals or "no events yet"]
    _say(options, {"events": [dict(row) for row in rows], "counts": counts}, *lines)
    return 0


def show_event(
    service: WebhookService, settings: WebhookSettings, options: Namespace
) -> int:
    """One event, whole."""
    with service.engine.connect() as connection:
        row = history.find(connection, options.id)
    if row is None:
        print(f"There is no event {options.id}.", file=sys.stderr)
        return 1
    _say(options, dict(row), *(f"{name}: {_text(row[name])}" for name in row))
    return 0


def replay_events(
    service: WebhookService, settings: WebhookSettings, options: Namespace
) -> int:
    """Open events again; 1 if one of them cannot be."""
    opened = replay(service, options.ids)
    refused = sorted(set(options.ids) - set(opened))
    lines = [f"{id}: pending" for id in opened]
    lines += [
        f"{id}: left as it is (only dead, ignored and readable unparseable events with "
        "their payload, not stored again since, can be replayed)"
        for id in refused
    ]
    _say(options, {"opened": opened, "refused": refused}, *lines)
    return 1 if refused else 0


def purge_events(
    service: WebhookService, settings: WebhookSettings, options: Namespace
) -> int:
    """Empty or delete what was handled long ago."""
    what = "rows" if options.rows else "payloads"
    before = utc_now() - options.older_than
    total = pages = 0
    for count in purge(service, before=before, rows=options.rows):
        total, pages = total + count, pages + 1
        if pages % PAGES_A_LINE == 0:
            print(f"{total} {what} so far", file=sys.stderr)
    _say(options, {"purged": what, "count": total}, f"{total} {what} purged")
    return 0


def _say(options: Namespace, document: Mapping[str, Any], *lines: str) -> None:
    if options.json:
        print(json.dumps(document, default=_text, indent=2))
    else:
        print("\n".join(lines))


def _line(row: RowMapping) -> str:
    return (
        f"{row['id']:>8}  {row['status']:<11}  {row['received_at']:%Y-%m-%d %H:%M:%S}  "
        f"{row['source']}  {row['type'] or '-'}  {row['external_id']}"
    )


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value.isoformat() if isinstance(value, datetime) else str(value)
