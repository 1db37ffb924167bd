"""Questions about the way of a delivery through the application; its lifespan does not run."""

import asyncio
import importlib
import sys
from typing import Any

PATIENCE = 5  # seconds
PROBE = b'{"probe":  "doctor", "text": "\xc3\xa4"}\n'

Answer = dict[str, Any]


def delivery_arrival(root: str, package: str, app: str, path: str, host: str) -> Answer:
    """What becomes of a delivery: whether it reaches the module's route, with which body, and
    whether somebody had read it before. The route itself does nothing meanwhile."""
    sys.path.insert(0, root)
    route = importlib.import_module(f"{package}.router")
    module, _, name = app.partition(":")
    value: Any = importlib.import_module(module)
    for part in name.removesuffix("()").split("."):
        value = getattr(value, part)
    application = value() if name.endswith("()") else value
    found = asyncio.run(_deliver(application, route, path, host))
    for other in [] if found["reached"] else _paths(application):
        if (
            other != path
            and asyncio.run(_deliver(application, route, other, host))["reached"]
        ):
            return {**found, "elsewhere": other}
    return found


def _paths(application: Any) -> list[str]:
    """Where the application says that it has such a route."""
    try:
        paths = application.openapi()["paths"]
    except Exception:
        return []
    own = [path for path in paths if path.endswith("/webhooks/{source}")]
    return [path.replace("{source}", "nobody") for path in own]


async def _deliver(application: Any, route: Any, path: str, host: str) -> Answer:
    from starlette.responses import Response

    parts = [PROBE[:9], PROBE[9:]]
    asked, sent, reached = 0, [], {}

    async def receive() -> Answer:
        nonlocal asked
        asked += 1
        if asked > len(parts):
            await asyncio.Event().wait()  # the client stays and says no more
        more = asked < len(parts)
        body = parts[asked - 1]
        return {"type": "http.request", "body": body, "more_body": more}

    async def send(message: Answer) -> None:
        sent.append(message)

    async def instead(source: str, request: Any) -> Response:
        reached["read_before"] = asked > 0
        body = b"".join([chunk async for chunk in request.stream()])
        reached["same_body"] = body == PROBE
        return Response(status_code=202)

    headers = {
        "host": host,
        "content-type": "application/json",
        "content-length": str(len(PROBE)),
        "user-agent": "webhookgen-doctor",
    }
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": (host, 443),
        "state": {},
    }
    route.receive = instead
    silent = False
    try:
        await asyncio.wait_for(application(scope, receive, send), PATIENCE)
    except asyncio.TimeoutError:
        silent = True
    first = sent[0] if sent else {"status": 0, "headers": []}
    body = b"".join(message.get("body", b"") for message in sent)
    return {
        "reached": bool(reached),
        "read_before": False,
        "same_body": False,
        **reached,
        "silent": silent,
        "status": first["status"],
        "unknown_source": b"No provider listens at this address." in body,
    }
