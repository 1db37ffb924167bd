"""How Alembic finds the models and the database."""

import asyncio

from alembic import context
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from app.core.config import settings
from app.core.database import make_engine
from app.modules.webhooks import models  # noqa: F401  registers its tables

target_metadata = SQLModel.metadata


def run_offline() -> None:
    """Writes the SQL instead of running it: alembic upgrade head --sql"""
    context.configure(
        url=settings.database_url, target_metadata=target_metadata, literal_binds=True
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_online() -> None:
    """Runs the migrations on the configured database."""
    # A migration may take its time.
    engine = make_engine(settings.database_url, patience=None)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
        await connection.commit()
    await engine.dispose()


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=target_metadata,
        # SQLite alters a table by making it anew.
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            # Fail soon rather than hold up every query behind a waiting ALTER TABLE.
            connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    asyncio.run(run_online())
