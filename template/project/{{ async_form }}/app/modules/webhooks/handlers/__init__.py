"""Which function handles which event: every file of this folder that defines HANDLERS.

It may define REPLIES as well, for providers that show the answer to somebody: ../replies.py.
"""

import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from importlib import import_module
from itertools import chain
from typing import Any, TypeVar

from ..errors import Ignore
from ..event import Event
from ..host import AsyncSession
from ..replies import Replies

Function = TypeVar("Function")

Handler = Callable[[Event, AsyncSession], Awaitable[None]]
Handlers = Mapping[str, Mapping[str, Handler]]  # source -> type or pattern -> handler


def load_handlers() -> Handlers:
    """The handlers of every source."""
    return {name: module.HANDLERS for name, module in _modules().items()}


def load_replies() -> Replies:
    """The replies of every source that has some."""
    return {name: getattr(m, "REPLIES", {}) for name, m in _modules().items()}


def find_handler(handlers: Handlers, source: str, type: str) -> Handler | None:
    """The handler of the exact type, else of its longest prefix ("invoice.*"), else of "*"."""
    return most_exact(handlers.get(source, {}), type)


def most_exact(functions: Mapping[str, Function], type: str) -> Function | None:
    """The function of the exact type, else of its longest prefix, else of "*"."""
    parts = type.split(".")
    prefixes = (".".join(parts[:n]) + ".*" for n in range(len(parts) - 1, 0, -1))
    patterns = chain([type], prefixes, ["*"])
    return next((functions[p] for p in patterns if p in functions), None)


def latest_only(handler: Handler) -> Handler:
    """For handlers that copy state: an event older than one already processed is ignored."""

    @wraps(handler)
    async def unless_stale(event: Event, session: AsyncSession) -> None:
        if event.stale:
            raise Ignore("A newer event of this subject was already processed.")
        await handler(event, session)

    return unless_stale


def _modules() -> dict[str, Any]:
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    return {name: import_module(f".{name}", __name__) for name in names}
