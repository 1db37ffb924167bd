"""Dotted paths into a parsed body: "data.object.id", "events.*.id", "*" for a top-level list.

"*" goes through a list: to its first item where one value is looked up, to each of its items
where a batch is split. A number is an index.
"""

from collections.abc import Iterator
from typing import Any

REDACTED = "[redacted]"


def look_up(body: Any, path: str) -> Any:
    """What stands at the path; None if nothing does. The empty path is the body itself."""
    for key in path.split(".") if path else ():
        if isinstance(body, dict):
            body = body.get(key)
        elif isinstance(body, list) and (key == "*" or key.isdecimal()):
            index = 0 if key == "*" else int(key[:9])
            body = body[index] if index < len(body) else None
        else:
            return None
    return body


def each(body: Any, path: str) -> Iterator[Any]:
    """What stands at the path in each item of its lists."""
    before, star, after = path.partition("*")
    if not star:
        yield look_up(body, path)
        return
    items = look_up(body, before.rstrip("."))
    for item in items if isinstance(items, list) else ():
        yield from each(item, after.lstrip("."))


def split(body: Any, path: str) -> Iterator[Any]:
    """The body once per item of the lists along the path, with that item alone in them.

    So every event keeps the shape that the provider documents, and what stands around it.
    """
    before, star, after = path.partition("*")
    if not star:
        if look_up(body, path) is not None:
            yield body
        return
    items = look_up(body, before.rstrip("."))
    for item in items if isinstance(items, list) else ():
        for alone in split(item, after.lstrip(".")):
            yield put(body, before.rstrip("."), [alone])


def put(body: Any, path: str, value: Any) -> Any:
    """A copy of the body with another value at the path; what is not there stays away."""
    if not path:
        return value
    key, _, rest = path.partition(".")
    if isinstance(body, dict) and key in body:
        return {**body, key: put(body[key], rest, value)}
    if isinstance(body, list) and key == "*":
        return [put(item, rest, value) for item in body]
    return body


def redact(body: Any, path: str) -> Any:
    """A copy of the body without the secret at the path."""
    return put(body, path, REDACTED)


def without(body: Any, path: str) -> Any:
    """A copy of the body without what stands at the path."""
    key, _, rest = path.partition(".")
    if isinstance(body, dict) and key in body:
        if rest:
            return {**body, key: without(body[key], rest)}
        return {name: value for name, value in body.items() if name != key}
    if isinstance(body, list) and key == "*":
        return [without(item, rest) for item in body]
    return body
