"""The code of docs/guides/secrets.md works in a service: Asana and Notion, end to end."""

import re
import subprocess
import sys
from pathlib import Path

from tests.service.running import REPOSITORY, render

TEST = """
import json
import secrets

import pytest
from fastapi import FastAPI
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.modules.webhooks.bootstrap import build_service
from app.modules.webhooks.delivery import Delivery, Headers
from app.modules.webhooks.clock import utc_now
from app.modules.webhooks.models import webhook_event
from app.modules.webhooks.providers import load_providers
from app.modules.webhooks.router import router
from app.modules.webhooks.settings import WebhookSettings
from app.modules.webhooks.stored_secrets import WebhookSecret

from .concurrency import client_of, finish

pytestmark = pytest.mark.anyio
EVENT = json.dumps(
    {
        "id": "1",
        "type": "page.created",
        "events": [
            {
                "action": "added",
                "created_at": "2026-01-02T03:04:05Z",
                "resource": {"gid": "1", "resource_type": "task"},
            }
        ],
    }
).encode()
HANDED_OVER = {
    "asana": ({"X-Hook-Secret": "from the provider"}, b""),
    "notion": ({}, b'{"verification_token": "from the provider"}'),
}


def signed(source: str, secret: str) -> dict[str, str]:
    delivery = Delivery(
        source=source, method="POST", url="", headers=Headers({}), body=EVENT,
        received_at=utc_now(),
    )
    return dict(load_providers()[source].scheme.sign(delivery, secret).headers)


@pytest.mark.parametrize("source", ["asana", "notion"])
async def test_a_secret_is_taken_once_and_for_the_webhook_that_waits(
    engine: AsyncEngine, source: str
) -> None:
    service = build_service(WebhookSettings(), engine)
    app = FastAPI()
    app.state.webhooks = service
    app.include_router(router)
    hook = secrets.token_urlsafe()
    async with engine.begin() as connection:
        await connection.run_sync(WebhookSecret.metadata.create_all)
        await connection.execute(
            insert(WebhookSecret).values(source=source, hook=hook)
        )
    headers, body = HANDED_OVER[source]

    async with client_of(app) as client:

        async def post(hook: str, headers: dict[str, str], body: bytes) -> int:
            url = f"/webhooks/{source}?hook={hook}"
            answer = await client.post(url, content=body, headers=headers)
            return answer.status_code

        assert await post("guessed", headers, body) == 503
        assert await post(hook, headers, body) == 200
        assert await post(hook, headers, body) == 503
        theirs = signed(source, "from the provider")
        assert await post(hook, theirs, EVENT) == 200
        assert await post(hook, signed(source, "of another"), EVENT) == 401
        assert await post("guessed", theirs, EVENT) == 503
        await finish(service.inbox.close())

    async with engine.connect() as connection:
        stored = await connection.execute(select(webhook_event.c.source))
    assert stored.scalars().all() == [source]
"""


def test_its_code_takes_secrets_that_are_handed_over(tmp_path: Path) -> None:
    guide = (REPOSITORY / "docs/guides/secrets.md").read_text()
    (code,) = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    service = render(tmp_path / "service", providers=["asana", "notion"])
    module = service / "app/modules/webhooks"
    (module / "stored_secrets.py").write_text(code)
    bootstrap = (module / "bootstrap.py").read_text()
    wired = bootstrap.replace("SettingsSecrets()", "StoredSecrets(engine)").replace(
        "from .secrets import SettingsSecrets",
        "from .stored_secrets import StoredSecrets",
    )
    assert wired.count("StoredSecrets") == 2
    (module / "bootstrap.py").write_text(wired)
    (service / "tests/webhooks/test_stored_secrets.py").write_text(TEST)

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/webhooks/test_stored_secrets.py"],
        cwd=service,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout + done.stderr
