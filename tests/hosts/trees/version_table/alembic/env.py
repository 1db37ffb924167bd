import asyncio

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from app.models import Base
from app.settings import settings

config = context.config
target_metadata = Base.metadata
VERSIONS = "notes_schema_version"
url = config.get_main_option("sqlalchemy.url") or settings.database_url


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=target_metadata, version_table=VERSIONS
    )
    with context.begin_transaction():
        context.run_migrations()


async def connect() -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


if context.is_offline_mode():
    context.configure(url=url, target_metadata=target_metadata, version_table=VERSIONS)
    with context.begin_transaction():
        context.run_migrations()
else:
    asyncio.run(connect())
