"""The only file of this module that knows the application around it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.database import engine

__all__ = ["AsyncSession", "engine", "handler_session"]


@asynccontextmanager
async def handler_session(connection: AsyncConnection) -> AsyncIterator[AsyncSession]:
    """The session a handler works with, inside the transaction that ends its event.

    Its commit() only flushes: code that commits can be called from a handler, and its effects
    still become permanent together with the event's status, or not at all.
    https://docs.sqlalchemy.org/en/20/orm/session_api.html#sqlalchemy.orm.Session.params.join_transaction_mode
    """
    session = AsyncSession(
        connection, join_transaction_mode="rollback_only", expire_on_commit=False
    )
    try:
        yield session
    finally:
        # Its context manager would, in async code, take a task for each event to do this.
        await session.close()
