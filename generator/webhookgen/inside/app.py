"""Questions to the host's application, asked as a client would; its lifespan does not run."""

import asyncio
import importlib
import sys
from typing import Any


def app_answer(app: str, path: str, host: str, root: str) -> dict[str, Any]:
    """Status and body that a POST to the path gets. `app` is module:name, with () to call it."""
    sys.path.insert(0, root)
    module, _, name = app.partition(":")
    value: Any = importlib.import_module(module)
    for part in name.removesuffix("()").split("."):
        value = getattr(value, part)
    application = value() if name.endswith("()") else value
    return asyncio.run(_post(application, path, host))


async def _post(application: Any, path: str, host: str) -> dict[str, Any]:
    asked, sent = False, []

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if asked:
            await asyncio.Event().wait()  # the client stays and says no more
        asked = True
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = {"host": host, "content-type": "application/json", "content-length": "2"}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": (host, 80),
        "state": {},
    }
    await asyncio.wait_for(application(scope, receive, send), 30)
    body = b"".join(message.get("body", b"") for message in sent)
    return {"status": sent[0]["status"], "body": body.decode("utf-8", "replace")}
