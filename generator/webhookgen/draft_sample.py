"""The sample of a drafted record: the user's own, or one with an id and a type and nothing else."""

import json
from typing import Any

from .errors import UsageError
from .purecode import pure_module

CONTENT = "content"  # where no id is sent: a hash of the body stands for it
EVENT = "example.created"


def sample_of(id: str, type: str, event: str, given: Any) -> tuple[str, Any]:
    """The sample's type, and its body with $id where the id is.

    Raises UsageError where it has no id or no type at these places.
    """
    body = _made_up(id, type, event or EVENT) if given is None else _literal(given)
    found = event or (EVENT if given is None else "")
    if path := _path(type):
        found = pure_module("paths").look_up(body, path)
        if not isinstance(found, str) or not found:
            raise UsageError(
                f"the sample has no type at {type}; name another place with --type"
            )
    if not found:
        raise UsageError(
            f"which type has the sample? {type} does not tell; give --event"
        )
    return found, _with_id(body, id)


def _with_id(body: Any, id: str) -> Any:
    if id == CONTENT and isinstance(body, dict):
        return {**body, "sample": "$id"}
    if not (path := _path(id)):
        return body
    paths = pure_module("paths")
    if paths.look_up(body, path) is None:
        raise UsageError(
            f"the sample has no id at {id}; name another place with --id, or --id {CONTENT} "
            "where none is sent"
        )
    return paths.put(body, path, "$id")


def _made_up(id: str, type: str, event: str) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for place, value in ((id, "$id"), (type, event)):
        if path := _path(place):
            *folders, last = path.split(".")
            inner = body
            for key in folders:
                inner = inner.setdefault(key, {})
            inner[last] = value
    return body


def _path(place: str) -> str:
    """The path of "body:path"; empty for what is elsewhere."""
    kind, _, path = place.partition(":")
    return path if kind == "body" else ""


def _literal(body: Any) -> Any:
    """A body in which no $ is a placeholder."""
    return json.loads(json.dumps(body).replace("$", "$$"))
