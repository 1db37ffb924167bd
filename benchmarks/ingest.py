"""Receiving: how many events a second one process stores and acknowledges."""

from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from . import receivers
from .errors import Broken
from .events import sign_batch
from .load import Load, Outcome
from .measurements import Measurements, percentile
from .options import Options
from .processes import cpu_seconds
from .receivers import Receiver
from .rounds import alternate
from .targets import Target

TITLE = "Ingest"
CONNECTIONS = 64
FASTEST = (
    8_000  # events a second that are made ready; who is faster ends the round sooner
)

RATE, P50, P99 = "events/s", "p50 ms", "p99 ms"
P50_ALONE, CPU = "p50 ms, 1 connection", "server CPU µs/event"
ALL_CPU = "CPU µs/event with PostgreSQL's"

COMPARED = (RATE, receivers.OURS)
TARGETS = (
    Target(subject=receivers.OURS, quantity=RATE, to=receivers.RAW, at_least=2.5),
    Target(subject=receivers.OURS, quantity=RATE, to=receivers.VERIFY, at_least=0.9),
    Target(subject=receivers.OURS, quantity=RATE, to=receivers.DJSTRIPE, at_least=40),
    Target(subject=receivers.OURS, quantity=P50_ALONE, to=receivers.RAW, at_most=1),
    Target(
        subject=receivers.OURS_SQLITE,
        quantity=RATE,
        to=receivers.SESSION_SQLITE,
        at_least=3.5,
    ),
    # The same as CPU time, which a busy machine changes little.
    Target(
        subject=receivers.OURS,
        quantity=ALL_CPU,
        to=receivers.RAW,
        at_most=0.4,
        guard=0.8,
    ),
    Target(
        subject=receivers.OURS,
        quantity=CPU,
        to=receivers.VERIFY,
        at_most=1.1,
        guard=2.2,
    ),
    Target(
        subject=receivers.OURS_SQLITE,
        quantity=CPU,
        to=receivers.SESSION_SQLITE,
        at_most=0.29,
        guard=0.57,
    ),
)


def run(options: Options, folder: Path) -> Measurements:
    """Measures all receivers. Raises Broken when one lost what it acknowledged."""
    with ExitStack() as stack:
        subjects = {}
        for name, start in receivers.chosen(options, folder).items():
            receiver = stack.enter_context(start())
            measure(receiver, seconds=0.5)  # warms it up
            subjects[name] = partial(measure, receiver, options.seconds)
        return alternate(subjects, options.rounds)


def measure(receiver: Receiver, seconds: float) -> Mapping[str, float]:
    """One round: many connections at once, then one alone."""
    before, before_all = _cpu_seconds(receiver)
    busy = _send(receiver, connections=CONNECTIONS, seconds=seconds)
    after, after_all = _cpu_seconds(receiver)
    alone = _send(receiver, connections=1, seconds=seconds / 4)
    return {
        RATE: busy.sent / busy.seconds,
        P50: 1000 * percentile(busy.latencies, 0.5),
        P99: 1000 * percentile(busy.latencies, 0.99),
        P50_ALONE: 1000 * percentile(alone.latencies, 0.5),
        CPU: 1e6 * (after - before) / busy.sent,
        ALL_CPU: 1e6 * (after_all - before_all) / busy.sent,
    }


def _cpu_seconds(receiver: Receiver) -> tuple[float, float]:
    """Of its server, and with the database that it uses."""
    of_server = cpu_seconds(receiver.server.process)
    database = receiver.database
    return of_server, of_server + (database.cpu_seconds() if database else 0)


def _send(receiver: Receiver, *, connections: int, seconds: float) -> Outcome:
    batch = sign_batch(receiver.path, int(FASTEST * seconds))
    load = Load(receiver.server.port, batch.requests)
    outcome = load.run(connections=connections, seconds=seconds)
    acknowledged = sorted(map(batch.id_of, range(outcome.sent)))
    if receiver.is_storing and acknowledged != sorted(receiver.stored(batch)):
        raise Broken(f"{receiver.path}: what is stored is not what was acknowledged")
    return outcome
