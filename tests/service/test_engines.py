"""Events on their way through a broker: hints get lost, doubled and late; events do not."""

import json
import signal
import subprocess
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from .brokers import Broker, own_queue
from .crash.forms import FORMS
from .crash.parts import Process, supervised
from .crash.points import Point
from .crash.scale import PAIRS, SCALE
from .deliveries import sign_with_stripe, stripe_event
from .engines import MODULE, start_sweeps, start_worker
from .running import Service, free_port, kill, render, wait_until

# Puts hints for these events into the broker, as the application does.
HINT = """
import asyncio, sys
from app.modules.webhooks.bootstrap import build_service
from app.modules.webhooks.concurrency import close
from app.modules.webhooks.settings import WebhookSettings

async def hint():
    queue = build_service(WebhookSettings()).queue
    queue.hint([int(id) for id in sys.argv[1:]])
    await close(queue)

asyncio.run(hint())
"""
BEFORE_THE_HINT = Point(
    name="", when="before", seam=".broker_queue:BrokerQueue.hint", once=None
)
BEFORE_THE_ACKNOWLEDGEMENT = Point(
    name="", when="after", seam=".tasks:Tasks.process", once=None
)


@dataclass(frozen=True)
class Engine:
    """A service whose work goes through a broker."""

    service: Service
    broker: Broker
    name: str

    def start_worker(
        self, *options: str, launcher: tuple[str, ...] = ("-m",)
    ) -> subprocess.Popen[bytes]:
        return start_worker(self.service, self.name, *options, launcher=launcher)

    def start_sweeps(self) -> subprocess.Popen[bytes]:
        return start_sweeps(self.service, self.name)

    def hint(self, *ids: int) -> None:
        self.service.run("-c", HINT, *map(str, ids))


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """Services by queue and session, each rendered once."""
    made: dict[tuple[str, str], Path] = {}

    def of(queue: str, session: str) -> Path:
        if (queue, session) not in made:
            directory = tmp_path_factory.mktemp(queue) / "service"
            made[queue, session] = render(directory, queue=queue, session=session)
        return made[queue, session]

    return of


@pytest.fixture(params=SCALE.hinted, ids="-".join)
def engine(
    request: pytest.FixtureRequest,
    rendered: Callable[[str, str], Path],
    tmp_path: Path,
) -> Iterator[Engine]:
    """On SQLite, with handlers that leave effects, and some that can be held."""
    which, session = request.param
    name, kind = which.split("-")
    with own_queue(kind) as broker:
        url = f"sqlite:///{tmp_path}/service.db"
        template = rendered(name, session)
        service = Service.copy_of(template, tmp_path / "service", url)
        service.environment |= {
            "WEBHOOKS_BROKER_URL": broker.url,
            "WEBHOOKS_BROKER_QUEUE": broker.queue,
            "WEBHOOKS_SWEEP_SECONDS": "1",
            "WEBHOOKS_RETRY_BASE_SECONDS": "0.2",
            # Celery kills what takes longer, the first task of a new process included.
            "WEBHOOKS_LEASE_SECONDS": "5",
        }
        service.run("-m", "alembic", "upgrade", "head")
        service.query("CREATE TABLE effect (external_id VARCHAR(255))")
        handlers = service.directory / "app/modules/webhooks/handlers/stripe.py"
        handlers.write_text(FORMS[session].handlers.read_text())
        yield Engine(service, broker, name)
        service.kill_all()


def post(
    service: Service, id: str, type: str = "invoice.paid", subject: str | None = None
) -> httpx.Response:
    body = stripe_event(id, type, subject=subject)
    address = f"{service.url}/webhooks/stripe"
    return httpx.post(address, content=body, headers=sign_with_stripe(body))


def effects(service: Service) -> Counter[str]:
    return Counter(service.query("SELECT external_id FROM effect"))


def hinted(service: Service) -> bool:
    """Whether one more event is found without a sweep."""
    before = len(effects(service))
    assert post(service, f"evt_{uuid.uuid4().hex}").status_code == 200
    time.sleep(0.5)
    return len(effects(service)) > before


def test_from_delivery_to_processed(engine: Engine) -> None:
    # Nothing sweeps here: each of them was found by its hint.
    service = engine.service
    app = service.start_app()
    worker = engine.start_worker()
    for n in range(5):
        assert post(service, f"evt_{n}").status_code == 200
    service.wait_for(*["processed"] * 5)

    worker.terminate()
    assert worker.wait(timeout=30) == 0
    app.terminate()
    assert app.wait(timeout=30) in (0, -signal.SIGTERM)
    assert set(effects(service).values()) == {1}


def test_an_app_killed_between_commit_and_hint(engine: Engine) -> None:
    service = engine.service
    app = service.start_app(launcher=BEFORE_THE_HINT.launcher)
    with pytest.raises(httpx.TransportError):
        post(service, "evt_1")
    app.wait()
    service.wait_for("pending")

    engine.start_worker()
    engine.start_sweeps()
    service.wait_for("processed")
    assert effects(service) == {"evt_1": 1}


def test_a_broker_that_loses_everything_under_its_workers(engine: Engine) -> None:
    service = engine.service
    service.start_app()
    engine.start_worker()
    engine.start_sweeps()
    assert post(service, "evt_0").status_code == 200
    service.wait_for("processed")

    engine.broker.lose()
    for n in range(1, 6):
        assert post(service, f"evt_{n}").status_code == 200
    service.wait_for(*["processed"] * 6)
    assert set(effects(service).values()) == {1}


def test_a_broker_that_is_killed_and_comes_back_empty(engine: Engine) -> None:
    service = engine.service
    service.start_app()
    # Without their broker Celery's worker (kombu 5.7, with a message of Redis in hand) and
    # Taskiq's scheduler (0.13, at its start) end; whatever runs them starts them again.
    programs = Process(engine.start_worker), Process(engine.start_sweeps)
    with supervised(*programs):
        assert post(service, "evt_0").status_code == 200
        service.wait_for("processed")

        engine.broker.door.shut()
        for n in range(1, 6):
            assert post(service, f"evt_{n}").status_code == 200
        engine.broker.lose()
        engine.broker.door.open()
        service.wait_for(*["processed"] * 6)
    assert set(effects(service).values()) == {1}


def test_an_app_that_starts_while_its_broker_is_away(engine: Engine) -> None:
    service = engine.service
    engine.broker.door.shut()
    service.start_app()
    assert post(service, "evt_1").status_code == 200
    engine.broker.door.open()
    engine.start_worker()
    wait_until(lambda: hinted(service), "a hint to arrive")

    engine.start_sweeps()
    wait_until(lambda: effects(service)["evt_1"], "the sweep to offer it")


def test_doubled_and_reordered_messages(engine: Engine) -> None:
    service = engine.service
    service.start_app()
    engine.broker.lose()
    for n in range(1, 6):
        assert post(service, f"evt_{n}").status_code == 200
    engine.hint(5, 5, 4, 3, 1, 2, 2, 1, 3, 4, 5, 999)
    engine.start_worker()
    service.wait_for(*["processed"] * 5)

    engine.hint(1, 5)
    engine.hint(*range(1, 6))
    assert post(service, "evt_6").status_code == 200
    service.wait_for(*["processed"] * 6)
    assert effects(service) == {f"evt_{n}": 1 for n in range(1, 7)}
    assert set(service.query("SELECT attempts FROM webhook_event")) == {1}


def test_a_worker_killed_in_its_handler(engine: Engine) -> None:
    service = engine.service
    hold, held = Path(service.directory, "hold"), Path(service.directory, "held")
    hold.touch()
    service.start_app()
    engine.start_sweeps()
    worker = engine.start_worker()
    assert post(service, "evt_1", "invoice.held").status_code == 200
    wait_until(held.exists, "the handler to run")

    kill(worker)
    hold.unlink()
    assert effects(service) == {}
    engine.start_worker()
    service.wait_for("processed")
    assert effects(service) == {"evt_1": 1}
    assert service.query("SELECT attempts FROM webhook_event") == [2]


def test_a_handler_that_outlives_its_lease(engine: Engine) -> None:
    service = engine.service
    hold = Path(service.directory, "hold")
    hold.touch()
    service.start_app()
    engine.start_sweeps()
    engine.start_worker()
    assert post(service, "evt_1", "invoice.held").status_code == 200
    tried = "SELECT attempts FROM webhook_event"
    wait_until(lambda: service.query(tried) > [1], "the event to be tried again")

    hold.unlink()
    service.wait_for("processed")
    assert effects(service) == {"evt_1": 1}


def test_a_worker_killed_before_it_acknowledges_the_message(engine: Engine) -> None:
    service = engine.service
    service.start_app()
    dying = engine.start_worker(launcher=BEFORE_THE_ACKNOWLEDGEMENT.launcher)
    assert post(service, "evt_1").status_code == 200
    service.wait_for("processed")

    kill(dying)
    engine.start_worker()
    assert post(service, "evt_2").status_code == 200
    service.wait_for("processed", "processed")
    assert effects(service) == {"evt_1": 1, "evt_2": 1}
    assert service.query("SELECT attempts FROM webhook_event") == [1, 1]


def test_events_of_one_subject_follow_each_other_without_a_sweep(
    engine: Engine,
) -> None:
    service = engine.service
    hold, held = Path(service.directory, "hold"), Path(service.directory, "held")
    hold.touch()
    service.start_app()
    engine.start_worker()
    for n in range(5):
        answer = post(service, f"evt_{n}", "invoice.held", subject="in_1")
        assert answer.status_code == 200
    wait_until(held.exists, "the handler to run")

    hold.unlink()
    service.wait_for(*["processed"] * 5)
    assert set(effects(service).values()) == {1}


@pytest.mark.parametrize("engine", PAIRS[:1], ids="-".join, indirect=True)
def test_flower_shows_the_tasks(engine: Engine) -> None:
    service = engine.service
    service.environment["FLOWER_UNAUTHENTICATED_API"] = "true"
    port = free_port()
    flower = ("-m", "celery", "-A", f"{MODULE}.celery_app", "flower", f"--port={port}")
    service.start(*flower)
    service.start_app()
    engine.start_worker("--task-events")
    address = f"http://127.0.0.1:{port}/api"
    workers = f"{address}/workers?refresh=1"
    wait_until(lambda: "webhooks.sweep" in get(workers), "the worker to be shown")

    # Flower shows what happens from the moment on when it watches.
    done = f"{address}/tasks?taskname=webhooks.process&state=SUCCESS"
    wait_until(lambda: hinted(service) and get(done) not in ("", "{}"), "a task")
    task, *_ = json.loads(get(done)).values()
    assert (task["args"][0], task["result"]) == ("(", "'processed'")


# How users of Taskiq watch it: a middleware of its own, added to the broker.
WATCHED = f"""
from pathlib import Path

from taskiq import PrometheusMiddleware

from {MODULE}.taskiq_app import broker

broker.add_middlewares(PrometheusMiddleware(Path("metrics"), server_port=PORT))
"""


@pytest.mark.parametrize("engine", PAIRS[-1:], ids="-".join, indirect=True)
def test_taskiqs_metrics_count_the_tasks(engine: Engine) -> None:
    service = engine.service
    port = free_port()
    watched = WATCHED.replace("PORT", str(port))
    Path(service.directory, "watched.py").write_text(watched)
    service.start("-m", "taskiq", "worker", "watched:broker")
    service.start_app()
    for n in range(3):
        assert post(service, f"evt_{n}").status_code == 200
    service.wait_for(*["processed"] * 3)

    address = f"http://127.0.0.1:{port}"
    counted = 'success_tasks_total{task_name="webhooks.process"} 3.0'
    wait_until(lambda: counted in get(address), "the metrics to count them")


def get(address: str) -> str:
    """The page there; empty while nobody answers."""
    try:
        return httpx.get(address, follow_redirects=True).text
    except httpx.TransportError:
        return ""
