"""Somebody reads or changes the body before the module does."""

from collections.abc import Iterator

from .case import Case
from .findings import Check, Finding, Level, NotChecked, Rule
from .middlewares import middlewares

CHANGED = Rule(
    "body-changed",
    Level.ERROR,
    "The body does not arrive as it was sent",
    "Signatures are over the very bytes that were sent: every delivery is refused as forged.",
    "Let the middleware leave {path} alone, or read with `await request.body()`, which hands the "
    "bytes on.",
)
EARLY = Rule(
    "body-read-early",
    Level.WARNING,
    "A middleware reads bodies before the module does",
    "It keeps the whole body in memory, however big it is: the module's limit comes too late. "
    "And if it logs bodies, they are in your logs.",
    "Let the middleware leave {path} alone.",
)


def look(case: Case) -> Iterator[Finding]:
    readers = [one for one in middlewares(case.source) if one.reads]
    places = [one.reads for one in readers]
    names = ", ".join(one.name for one in readers) or "a middleware"
    path = case.module.url
    try:
        found = case.arrival()
    except NotChecked:
        if readers:
            what = f"{names} reads bodies; whether of webhooks too could not be tried"
            yield EARLY.found(what, *places, path=path)
        raise
    if found["silent"]:
        what = f"a delivery got no answer: its body was read by {names}, and is gone"
        yield CHANGED.found(what, *places, path=path)
    elif found["reached"] and not found["same_body"]:
        what = f"other bytes arrived than were sent, through {names}"
        yield CHANGED.found(what, *places, path=path)
    elif found["read_before"]:
        yield EARLY.found(f"{names} had read it already", *places, path=path)
    elif not found["reached"]:
        raise NotChecked("no delivery reached the module")


CHECK = Check("body", (CHANGED, EARLY), look)
