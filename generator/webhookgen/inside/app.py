"""Questions to the host's application, asked as a client would; its lifespan does not run."""

import asyncio
import importlib
import sys
from dataclasses import dataclass, field
from typing import Any

PATIENCE = 5  # seconds until an application that is tried at several paths is silent
PROBE = (b'{"probe":', b'  "doctor", "text": "\xc3\xa4"}\n')
UNKNOWN_SOURCE = b"No provider listens at this address."

Answer = dict[str, Any]


def app_answer(app: str, path: str, host: str, root: str) -> Answer:
    """Status and body that a POST to the path gets. `app` is module:name, with () to call it."""
    sys.path.insert(0, root)
    client = Client((b"{}",))
    asyncio.run(client.post(_load(app), path, host, seconds=30))
    return {"status": client.status, "body": client.body.decode("utf-8", "replace")}


def app_arrival(root: str, package: str, app: str, path: str, host: str) -> Answer:
    """What becomes of a delivery: whether it reaches the module's route, with which body, and
    whether somebody had read it before. The route itself does nothing meanwhile."""
    sys.path.insert(0, root)
    route = importlib.import_module(f"{package}.router")
    application = _load(app)
    found = asyncio.run(_deliver(application, route, path, host))
    for other in [] if found["reached"] else _paths(application):
        if (
            other != path
            and asyncio.run(_deliver(application, route, other, host))["reached"]
        ):
            return {**found, "elsewhere": other}
    return found


def _load(app: str) -> Any:
    module, _, name = app.partition(":")
    value: Any = importlib.import_module(module)
    for part in name.removesuffix("()").split("."):
        value = getattr(value, part)
    return value() if name.endswith("()") else value


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

    client, reached = Client(PROBE), {}

    async def instead(source: str, request: Any) -> Response:
        reached["read_before"] = client.asked > 0
        body = b"".join([chunk async for chunk in request.stream()])
        reached["same_body"] = body == b"".join(PROBE)
        return Response(status_code=202)

    route.receive = instead
    silent = False
    try:
        await client.post(application, path, host, seconds=PATIENCE)
    except asyncio.TimeoutError:
        silent = True
    return {
        "reached": bool(reached),
        "read_before": False,
        "same_body": False,
        **reached,
        "silent": silent,
        "status": client.status,
        "unknown_source": UNKNOWN_SOURCE in client.body,
    }


@dataclass
class Client:
    """Posts a body in parts, as a network would, and keeps what is answered."""

    parts: tuple[bytes, ...]
    asked: int = 0
    sent: list[Answer] = field(default_factory=list)

    async def post(
        self, application: Any, path: str, host: str, *, seconds: float
    ) -> None:
        """Returns when it is answered. Raises asyncio.TimeoutError."""
        headers = {
            "host": host,
            "content-type": "application/json",
            "content-length": str(sum(map(len, self.parts))),
            "user-agent": "webhookgen",
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
        answered = application(scope, self.receive, self.send)
        await asyncio.wait_for(answered, seconds)

    async def receive(self) -> Answer:
        self.asked += 1
        if self.asked > len(self.parts):
            await asyncio.Event().wait()  # the client stays and says no more
        more = self.asked < len(self.parts)
        body = self.parts[self.asked - 1]
        return {"type": "http.request", "body": body, "more_body": more}

    async def send(self, message: Answer) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        """0 where nothing is answered."""
        return int(self.sent[0]["status"]) if self.sent else 0

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent)
