from alembic import context

target_metadata = None
context.configure(url="sqlite://", target_metadata=target_metadata)
