"""The database answers nothing for longer than the service is patient: deliveries wait, then
they are answered 503, and when it goes on so does the service, without a restart.
"""

from collections.abc import Callable

import pytest

from ..running import Service
from . import outages
from .endure import endure
from .forms import Form
from .postgres import PostgresServer
from .scale import SCALE


@pytest.mark.parametrize("database", ["postgresql"], scope="session", indirect=True)
def test_a_server_that_hangs(
    service: Service, server: PostgresServer, figures: Callable[..., None]
) -> None:
    answers = endure(service, outages.frozen(server), SCALE.hang, figures)

    assert answers == {503}


@pytest.mark.parametrize("database", ["postgresql"], scope="session", indirect=True)
def test_connections_that_fall_silent(
    service: Service,
    server: PostgresServer,
    form: Form,
    figures: Callable[..., None],
) -> None:
    answers = endure(
        service,
        outages.silent(server),
        SCALE.hang,
        figures,
        back_before_it_ends=form.gives_up_on_silence,
    )

    assert answers == ({200, 503} if form.gives_up_on_silence else {503})


@pytest.mark.parametrize("database", ["postgresql"], scope="session", indirect=True)
def test_a_table_that_is_locked(service: Service, figures: Callable[..., None]) -> None:
    outage = outages.table_locked(service.database)

    assert endure(service, outage, SCALE.hang, figures) == {503}


@pytest.mark.parametrize("database", ["sqlite"], scope="session", indirect=True)
def test_a_file_that_is_locked(service: Service, figures: Callable[..., None]) -> None:
    file = service.directory.with_name("service.db")

    answers = endure(service, outages.locked(file), SCALE.hang, figures)

    assert answers == {503}
