"""What docs/guides/providers.md shows works as it stands."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.service.running import REPOSITORY, render

GUIDE = (REPOSITORY / "docs/guides/providers.md").read_text()
MODULE = "app/modules/webhooks"
USE = """
import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app.modules.webhooks.clock import utc_now
from app.modules.webhooks.delivery import Delivery, Headers
from app.modules.webhooks.tenant_secrets import AccountSecrets


async def main() -> None:
    engine = create_async_engine("sqlite+aiosqlite:///accounts.db")
    async with engine.begin() as connection:
        columns = "source TEXT, account TEXT, secret TEXT"
        await connection.execute(text(f"CREATE TABLE account_secret ({columns})"))
        for values in ("'stripe', 'one', 'first'", "'stripe', 'two', 'second'"):
            await connection.execute(
                text(f"INSERT INTO account_secret VALUES ({values})")
            )
    for body in (b'{"account": "one"}', b'{"account": "two"}', b"{}", b"no JSON"):
        delivery = Delivery(
            source="stripe",
            method="POST",
            url="",
            headers=Headers({}),
            body=body,
            received_at=utc_now(),
        )
        print(await AccountSecrets(engine).signing(delivery))
    await engine.dispose()


asyncio.run(main())
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A service with the guide's class in it."""
    directory = render(tmp_path_factory.mktemp("guide") / "service")
    (example,) = re.findall(r"```python\n(.*?)```", GUIDE, re.S)
    (directory / MODULE / "tenant_secrets.py").write_text(example)
    bootstrap = directory / MODULE / "bootstrap.py"
    bootstrap.write_text(
        bootstrap.read_text()
        .replace(
            ".secrets import SettingsSecrets", ".tenant_secrets import AccountSecrets"
        )
        .replace("SettingsSecrets()", "AccountSecrets(engine)")
    )
    return directory


@pytest.mark.parametrize(
    "tool", [["ruff", "format", "--check"], ["mypy"]], ids=lambda tool: tool[0]
)
def test_the_class_of_the_guide_is_clean(service: Path, tool: list[str]) -> None:
    done = run(
        service, "-m", *tool, f"{MODULE}/tenant_secrets.py", f"{MODULE}/bootstrap.py"
    )
    assert done.returncode == 0, done.stdout


def test_each_account_has_its_own_secret(service: Path) -> None:
    done = run(service, "-c", USE)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:4] == ["['first']", "['second']", "[]", "()"]


def test_the_commands_of_the_guide_do_what_it_says(service: Path) -> None:
    (service / "body.json").write_text(json.dumps({"id": "e1", "type": "order.paid"}))
    lines = GUIDE.replace("\\\n", "").splitlines()
    commands = [line for line in lines if line.startswith("webhookgen ")]
    elsewhere = ("webhookgen send", "webhookgen new")  # a server, another service
    commands = [line for line in commands if not line.startswith(elsewhere)]
    assert len(commands) == 6
    for command in commands:
        name, *arguments = command.split()
        assert name == "webhookgen"
        done = run(service, "-c", "from webhookgen.cli import main; main()", *arguments)
        assert done.returncode == 0, (command, done.stderr)
    for source in ("stripe_eu", "acme"):
        assert (service / MODULE / f"handlers/{source}.py").exists()


def run(service: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=service, capture_output=True, text=True
    )
