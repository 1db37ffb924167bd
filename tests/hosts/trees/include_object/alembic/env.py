from alembic import context
from sqlalchemy import create_engine

from app.models import Base
from app.settings import settings

config = context.config
target_metadata = Base.metadata
OURS = {"notes", "alembic_version"}
url = config.get_main_option("sqlalchemy.url") or settings.database_url



def include_object(thing: object, name: str, kind: str, *_: object) -> bool:
    # The database is shared with another service.
    return kind != "table" or name in target_metadata.tables or name in OURS


if context.is_offline_mode():
    context.configure(url=url, target_metadata=target_metadata, include_object=include_object)
    with context.begin_transaction():
        context.run_migrations()
else:
    with create_engine(url).connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=target_metadata,
            include_object=include_object,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
