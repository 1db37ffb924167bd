"""The database refuses, under load: nothing is acknowledged that is not stored, and when it is
back so is the service, without a restart.

Where it is stopped or read-only nothing can be stored, so every delivery is answered 503. Where
it only cuts connections they are stored, all but those whose second try is cut too.
"""

from collections.abc import Callable

import pytest

from ..running import Service
from . import outages
from .endure import endure
from .postgres import PostgresServer
from .scale import SCALE

OUTAGES = {
    "stopped": (outages.stopped, {503}, {503}),
    "read-only": (outages.read_only, {503}, {503}),
    "cutting": (outages.cutting, {200}, {200, 503}),
}


@pytest.mark.parametrize("database", ["postgresql"], scope="session", indirect=True)
@pytest.mark.parametrize("name", SCALE.outages)
def test_a_database_that_refuses(
    service: Service,
    server: PostgresServer,
    name: str,
    figures: Callable[..., None],
) -> None:
    outage, needed, possible = OUTAGES[name]

    seconds = SCALE.outage if name == "stopped" else min(SCALE.outage, SCALE.refusal)
    answers = endure(service, outage(server), seconds, figures)
    assert needed <= answers <= possible
