"""From before the move to async; scripts still use it, routes do not."""

from collections.abc import Iterator

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from app.settings import settings

sync_engine = create_engine(settings.database_url.replace("+aiosqlite", ""))


def get_session() -> Iterator[Session]:
    with Session(sync_engine) as session:
        yield session
