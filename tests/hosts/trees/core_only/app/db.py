from collections.abc import Iterator

from sqlalchemy import Connection, create_engine

from app.settings import settings

engine = create_engine(settings.database_url)


def get_connection() -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection
