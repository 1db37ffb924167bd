"""Growth: what the service's statements cost after ten thousand events, and after millions."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from . import databases
from .databases import Database
from .errors import Broken
from .events import sign_batch
from .load import Load
from .measurements import Measurements
from .options import Options
from .processes import run as run_python
from .rounds import alternate
from .service import PATH, REPOSITORY, Service
from .targets import Target

TITLE = "Growth"
SHORT, LONG = "short history", "long history"
FEW = 10_000  # rows of the short one
DELIVERED = 500  # events that are copied, and that are due besides
CALLS = 200  # of each statement, a round
STEP = 100_000  # rows that are made in one statement

CLAIM, DUPLICATE, SIZE = "claim ms", "duplicate ms", "GB per million events"

COMPARED = (CLAIM, SHORT)
TARGETS = (
    Target(subject=LONG, quantity=CLAIM, to=SHORT, at_most=1.2, guard=2.4),
    Target(subject=LONG, quantity=DUPLICATE, to=SHORT, at_most=1.2, guard=2.4),
    Target(subject=LONG, quantity=SIZE, at_most=1.5, guard=2),
)


def run(options: Options, folder: Path) -> Measurements:
    """Measures both histories in turns."""
    with ExitStack() as stack:
        subjects = {}
        for name, rows in ((SHORT, FEW), (LONG, options.rows)):
            service = stack.enter_context(_service(options, folder, rows))
            measure(service, rows)  # warms it up
            subjects[name] = partial(measure, service, rows)
        return alternate(subjects, options.rounds)


def measure(service: Service, rows: int) -> Mapping[str, float]:
    """One round: each statement many times, and the size of table and indexes."""
    environment = {**service.environment(), "PYTHONPATH": str(REPOSITORY)}
    probe = ["-m", "benchmarks.probe", str(CALLS)]
    printed = run_python(probe, cwd=service.directory, environment=environment)
    size = "SELECT pg_total_relation_size('webhook_event')"
    [used] = service.database.query(size)
    return {**json.loads(printed), SIZE: used / rows / 1000}


@contextmanager
def _service(options: Options, folder: Path, rows: int) -> Iterator[Service]:
    """A service with so many processed events behind it, and a few due."""
    with databases.postgresql() as database:
        service = Service.make(folder, database, options.answers)
        with service.app(worker_in_app=False) as server:
            Load(server.port, sign_batch(PATH, DELIVERED).requests).run(connections=8)
        _fill(database, rows)
        if database.query("SELECT count(*) FROM webhook_event") != [rows + DELIVERED]:
            raise Broken("the history was not made as it should")
        database.query("VACUUM (ANALYZE) webhook_event")
        yield service


def _fill(database: Database, rows: int) -> None:
    """Copies the delivered events, with other ids and as processed."""
    different = {
        "external_id": "'evt_past_' || n",
        "subject": "'tu_past_' || n",
        "status": "'processed'",
        "attempts": "1",
        "finished_at": "received_at",
    }
    columns = database.query(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = 'webhook_event' AND column_name <> 'id'"
    )
    values = [different.get(name, name) for name in columns]
    for first in range(0, rows, STEP):
        last = min(first + STEP, rows) - 1
        database.query(f"""
            INSERT INTO webhook_event ({", ".join(columns)})
            SELECT {", ".join(values)}
            FROM generate_series({first}, {last}) AS n
            JOIN webhook_event ON id = 1 + n % {DELIVERED}
        """)
