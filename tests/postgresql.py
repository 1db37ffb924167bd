"""A PostgreSQL database of a test's own."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import URL, create_engine, make_url, text


@contextmanager
def own_database() -> Iterator[URL]:
    """An empty database; without a server the test is skipped, or fails where one must be."""
    server = os.environ.get("WEBHOOKGEN_POSTGRES_URL")
    if server is None:
        missing = "WEBHOOKGEN_POSTGRES_URL names no PostgreSQL server"
        if os.environ.get("WEBHOOKGEN_REQUIRE_SERVICES"):
            pytest.fail(missing)
        pytest.skip(missing)
    url = make_url(server).set(drivername="postgresql+psycopg")
    name = f"webhookgen_{uuid.uuid4().hex[:12]}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield url.set(drivername="postgresql", database=name)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()
