"""How PostgreSQL finds due events in a backlog that it has no statistics of."""

import json
from pathlib import Path

import psycopg

from tests.postgresql import own_database

from .running import Service

COMPILED = """
import json
from sqlalchemy.dialects import postgresql
from app.modules.webhooks.repository.claims import CLAIM

compiled = CLAIM.compile(dialect=postgresql.dialect())
print(json.dumps([str(compiled), compiled.params]))
"""

BACKLOG = """
INSERT INTO webhook_event (source, external_id, type, received_at, status, attempts,
    max_attempts, available_at, headers, payload)
SELECT 'stripe', 'evt_' || n, 'invoice.paid', now(), 'pending', 0, 10, now(), '{}',
    convert_to(repeat('x', 1500), 'UTF8')
FROM generate_series(1, 5000) AS n
"""


def test_a_backlog_is_read_in_order_and_not_sorted(
    template: Path, tmp_path: Path
) -> None:
    with own_database() as url:
        shown = url.render_as_string(hide_password=False)
        service = Service.copy_of(template, tmp_path / "service", shown)
        service.run("-m", "alembic", "upgrade", "head")
        statement, values = json.loads(service.run("-c", COMPILED))
        values |= {"now": "now", "expires_at": "now", "most": 500}
        with psycopg.connect(shown, cursor_factory=psycopg.ClientCursor) as connection:
            connection.execute(BACKLOG)
            rows = connection.execute(f"EXPLAIN {statement}", values)
            plan = "\n".join(line for (line,) in rows)

    assert "ix_webhook_event_unfinished" in plan
    # What is due for one subject is sorted, and that is no more than was read.
    assert "Sort Key: webhook_event" not in plan, plan
