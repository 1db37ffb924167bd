"""kill -9 at the worst moments: nothing acknowledged is lost, each effect happens once."""

import asyncio
import os
import random
import signal
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from .running import Service, wait_until
from .test_http import sign_with_stripe, stripe_event

ROUNDS = int(os.environ.get("WEBHOOKGEN_CRASH_ROUNDS", "3"))

# Leaves a row, then waits while the file `hold` is there; the file `held` tells that it waits.
HANDLER = """
import asyncio
from pathlib import Path

from sqlalchemy import text

from ..event import Event
from ..host import AsyncSession
from . import Handler


async def invoice_paid(event: Event, session: AsyncSession) -> None:
    connection = await session.connection()
    insert = text("INSERT INTO effect (external_id) VALUES (:id)")
    await connection.execute(insert, {"id": event.external_id})
    while Path("hold").exists():
        Path("held").touch()
        await asyncio.sleep(0.01)


HANDLERS: dict[str, Handler] = {"invoice.paid": invoice_paid}
"""

# The application, killed between a commit of the inbox and the answers that it allows.
KILLED_BEFORE_THE_ANSWER = """
import os
import signal

from app.main import app
from app.modules.webhooks.inbox import Inbox

write = Inbox._write


async def write_and_die(self, batch):
    await write(self, batch)
    os.kill(os.getpid(), signal.SIGKILL)


Inbox._write = write_and_die
"""


@pytest.fixture
def service(service: Service) -> Service:
    """With a handler that can be held, and a table for its effects."""
    service.query("CREATE TABLE effect (external_id VARCHAR(255))")
    handlers = service.directory / "app/modules/webhooks/handlers"
    (handlers / "stripe.py").write_text(HANDLER)
    return service


def effects(service: Service) -> Counter[str]:
    return Counter(service.query("SELECT external_id FROM effect"))


def post(service: Service, id: str, subject: str | None = None) -> httpx.Response:
    body = stripe_event(id, subject=subject)
    return httpx.post(
        f"{service.url}/webhooks/stripe", content=body, headers=sign_with_stripe(body)
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_worker_killed_in_its_handler(service: Service) -> None:
    hold, held = Path(service.directory, "hold"), Path(service.directory, "held")
    hold.touch()
    service.start_app(worker=False)
    worker = service.start_worker()
    assert post(service, "evt_1").status_code == 200
    wait_until(held.exists, "the handler to run")

    kill(worker)
    hold.unlink()
    assert effects(service) == {}
    service.start_worker()
    service.wait_for("processed")

    assert effects(service) == {"evt_1": 1}
    assert service.query("SELECT attempts FROM webhook_event") == [2]


def test_a_worker_stopped_in_its_handler_gives_the_event_back(
    service: Service,
) -> None:
    hold, held = Path(service.directory, "hold"), Path(service.directory, "held")
    hold.touch()
    service.environment["WEBHOOKS_GRACE_SECONDS"] = "0"
    service.environment["WEBHOOKS_LEASE_SECONDS"] = "3600"
    service.start_app(worker=False)
    worker = service.start_worker()
    assert post(service, "evt_1").status_code == 200
    wait_until(held.exists, "the handler to run")

    worker.terminate()
    assert worker.wait() == 0
    service.wait_for("pending")
    assert service.query("SELECT max_attempts - attempts FROM webhook_event") == [10]

    # Nobody waits for an hour's lease: the event is free at once.
    hold.unlink()
    service.start_worker()
    service.wait_for("processed")
    assert effects(service) == {"evt_1": 1}


def test_an_app_killed_between_commit_and_answer(service: Service) -> None:
    Path(service.directory, "killed.py").write_text(KILLED_BEFORE_THE_ANSWER)
    app = service.start_app("killed:app", worker=False)

    with pytest.raises(httpx.TransportError):
        post(service, "evt_1")
    app.wait()
    service.wait_for("pending")

    # The provider heard nothing and sends it again.
    service.start_app()
    assert post(service, "evt_1").status_code == 200
    service.wait_for("processed")
    assert effects(service) == {"evt_1": 1}


def test_both_killed_under_load(service: Service) -> None:
    chance = random.Random(1)
    acknowledged: set[str] = set()
    for round in range(ROUNDS):
        app = service.start_app(worker=False)
        worker = service.start_worker()
        load = send_until_dead(service, round, acknowledged, chance)
        victims = [app, worker]
        chance.shuffle(victims)
        asyncio.run(kill_under_load(load, victims, chance))
    assert acknowledged

    service.start_app()
    service.start_worker()
    unfinished = "SELECT count(*) FROM webhook_event WHERE status <> 'processed'"
    wait_until(lambda: service.query(unfinished) == [0], "all events to be processed")
    stored = Counter(service.query("SELECT external_id FROM webhook_event"))

    assert acknowledged <= stored.keys()
    assert set(stored.values()) == {1}
    assert effects(service) == stored


async def kill_under_load(
    load: Any, victims: list[subprocess.Popen[bytes]], chance: random.Random
) -> None:
    loading = asyncio.create_task(load)
    for victim in victims:
        await asyncio.sleep(chance.uniform(0.3, 1.2))
        kill(victim)
    await loading


async def send_until_dead(
    service: Service, round: int, acknowledged: set[str], chance: random.Random
) -> None:
    """Eight clients, each sending new events and now and then an old one, until refused."""

    async def send(client: httpx.AsyncClient, number: int) -> None:
        n = 0
        while True:
            old = acknowledged and chance.random() < 0.2
            id = (
                chance.choice(sorted(acknowledged))
                if old
                else f"evt_{round}_{number}_{n}"
            )
            n += 1
            body = stripe_event(id)
            try:
                response = await client.post(
                    "/webhooks/stripe", content=body, headers=sign_with_stripe(body)
                )
            except httpx.TransportError:
                return
            if response.status_code == 200:
                acknowledged.add(id)

    async with httpx.AsyncClient(base_url=service.url) as client:
        await asyncio.gather(*(send(client, number) for number in range(8)))
