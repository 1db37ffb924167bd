"""The endpoints that ingest.py compares: a rendered service, and what teams use instead."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from . import databases
from .databases import Database
from .events import SECRET, Batch
from .options import Options
from .processes import run
from .service import PATH, REPOSITORY, Server, Service, serving

OURS, OURS_SQLITE = "webhookgen", "webhookgen, SQLite"
RAW = "FastAPI, one asyncpg INSERT per request"
VERIFY = "FastAPI + HMAC, no database"
SESSION = "SQLModel AsyncSession per request"
SYNC_SESSION = "SQLModel Session per request"
SESSION_SQLITE = "SQLModel AsyncSession per request, SQLite"
DJSTRIPE, DJANGO = "dj-stripe", "Django view by hand"
BARE = "Starlette route that does nothing"

DJSTRIPE_PATH = "/stripe/webhook/6d6e1f2c-5b0a-4c3e-9b0e-0d2f6f2d7c11/"
FASTAPI = "benchmarks.peers.fastapi_receivers"


@dataclass(frozen=True)
class Receiver:
    """A running endpoint, and where it stores the ids of what it acknowledged."""

    server: Server
    path: str = PATH
    database: Database | None = None
    table: str = ""
    column: str = ""

    @property
    def is_storing(self) -> bool:
        return self.database is not None

    def stored(self, batch: Batch) -> list[str]:
        """The ids of the batch that are in its table."""
        assert self.database is not None
        ids = f"SELECT {self.column} FROM {self.table}"
        return self.database.query(f"{ids} WHERE {self.column} LIKE '{batch.prefix}%'")


Start = Callable[[], AbstractContextManager[Receiver]]


def chosen(options: Options, folder: Path) -> Mapping[str, Start]:
    """How to start each of them."""
    sqlite = partial(databases.sqlite, folder)
    named = {
        OURS: partial(_ours, options.answers, folder, databases.postgresql),
        RAW: partial(_by_hand, "raw_driver", databases.postgresql),
        VERIFY: partial(_by_hand, "verify_only"),
        OURS_SQLITE: partial(_ours, options.answers, folder, sqlite),
        SESSION_SQLITE: partial(_by_hand, "async_sessions", sqlite),
    }
    others = {
        SESSION: partial(_by_hand, "async_sessions", databases.postgresql),
        SYNC_SESSION: partial(_by_hand, "sync_sessions", databases.postgresql),
        DJSTRIPE: partial(_django, "djstripe_site", DJSTRIPE_PATH, "djstripe_event"),
        DJANGO: partial(_django, "django_view", PATH, "event"),
        BARE: partial(_by_hand, "bare"),
    }
    return named | others if options.full else named


MakeDatabase = Callable[[], AbstractContextManager[Database | None]]


@contextmanager
def _ours(
    answers: Mapping[str, str], folder: Path, make_database: MakeDatabase
) -> Iterator[Receiver]:
    with make_database() as database:
        assert database
        service = Service.make(folder, database, answers)
        with service.app(worker_in_app=False) as server:
            yield Receiver(server, PATH, database, "webhook_event", "external_id")


@contextmanager
def _by_hand(app: str, make_database: MakeDatabase = nullcontext) -> Iterator[Receiver]:
    """An application of peers/fastapi_receivers.py."""
    with make_database() as database:
        environment = _prepare(FASTAPI, database)
        with serving(f"{FASTAPI}:{app}", REPOSITORY, environment) as server:
            yield Receiver(server, PATH, database, "event", "id")


@contextmanager
def _django(module: str, path: str, table: str) -> Iterator[Receiver]:
    module = f"benchmarks.peers.{module}"
    with databases.postgresql() as database:
        environment = _prepare(module, database)
        with serving(module, REPOSITORY, environment, wsgi=True) as server:
            yield Receiver(server, path, database, table, "id")


def _prepare(module: str, database: Database | None) -> Mapping[str, str]:
    """Has the module make its tables."""
    if database is None:
        return {"STRIPE_SECRET": SECRET}
    environment = {"STRIPE_SECRET": SECRET, "DATABASE_URL": database.url}
    run(["-m", module], cwd=REPOSITORY, environment=environment)
    return environment
