"""Which function handles which event: every file of this folder that defines HANDLERS."""

import pkgutil
from collections.abc import Callable, Mapping
from functools import wraps
from importlib import import_module

from ..errors import Ignore
from ..event import Event
from ..host import Session

Handler = Callable[[Event, Session], None]
Handlers = Mapping[str, Mapping[str, Handler]]  # source -> type or pattern -> handler


def load_handlers() -> Handlers:
    """The handlers of every source."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    return {name: import_module(f".{name}", __name__).HANDLERS for name in names}


def find_handler(handlers: Handlers, source: str, type: str) -> Handler | None:
    """The handler of the exact type, else of its longest prefix ("invoice.*"), else of "*"."""
    of_source = handlers.get(source, {})
    parts = type.split(".")
    prefixes = (".".join(parts[:n]) + ".*" for n in range(len(parts) - 1, 0, -1))
    patterns = (type, *prefixes, "*")
    return next((of_source[p] for p in patterns if p in of_source), None)


def latest_only(handler: Handler) -> Handler:
    """For handlers that copy state: an event older than one already processed is ignored."""

    @wraps(handler)
    def unless_stale(event: Event, session: Session) -> None:
        if event.stale:
            raise Ignore("A newer event of this subject was already processed.")
        handler(event, session)

    return unless_stale
