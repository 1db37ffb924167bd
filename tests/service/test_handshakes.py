"""Every handshake of the catalogue, asked of a running service over HTTP as its provider asks."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from webhookgen.catalog import Record, find_record, provider_names
from webhookgen.deliver import deliver
from webhookgen.handshake import questions

from .running import Service, render

TOKEN = "verify token"
RECORDS = {
    name: record
    for name in provider_names()
    if (record := find_record(name)).get("handshakes")
}
# Whose secret a service keeps in a way of its own, and whom only Amazon can play.
HANDED_OVER = {"asana", "notion"}
ANSWERED = [*RECORDS.keys() - HANDED_OVER - {"aws_sns"}]
COMMAND = Path(sys.executable).with_name("webhookgen")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A running service for all of them, with the secrets of their records."""
    folder = tmp_path_factory.mktemp("handshakes")
    rendered = render(folder / "rendered", providers=[*RECORDS])
    url = f"sqlite:///{folder}/service.db"
    service = Service.copy_of(rendered, folder / "service", url)
    for name, record in RECORDS.items():
        prefix = f"WEBHOOKS_{name.upper()}"
        service.environment |= {
            f"{prefix}_SECRETS": record["secret"]["example"],
            f"{prefix}_VERIFY_TOKENS": TOKEN,
        }
    service.run("-m", "alembic", "upgrade", "head")
    service.start_app(worker=False)
    yield service
    service.kill_all()


def problems(service: Service, record: Record) -> list[str]:
    asked = questions(
        record,
        url=f"{service.url}/webhooks/{record['key']}",
        now=datetime.now(UTC),
        secret=record["secret"].get("signing") or record["secret"]["example"],
        verify_token=TOKEN,
    )
    return [question.problem(deliver(question.request)) for question in asked]


@pytest.mark.parametrize("name", sorted(ANSWERED))
def test_it_is_answered_as_the_provider_wants_and_nothing_is_stored(
    service: Service, name: str
) -> None:
    assert set(problems(service, RECORDS[name])) == {""}
    assert service.query("SELECT count(*) FROM webhook_event") == [0]


@pytest.mark.parametrize("name", sorted(HANDED_OVER))
def test_a_secret_that_nothing_keeps_is_not_acknowledged(
    service: Service, name: str
) -> None:
    assert problems(service, RECORDS[name]) == ["the status must be 200"]


@pytest.mark.parametrize(
    ("words", "exit_code", "said"),
    [
        (("slack", "--secret", "SECRET"), 0, "What Slack wants.\n"),
        (("trello",), 0, "What Trello wants.\n"),
        (("cloudevents",), 0, "WebHook-Request-Origin: "),
        (("meta", "--verify-token", "another"), 1, "the status must be 200.\n"),
        (("slack", "--secret", "another"), 1, "answered   401 "),
    ],
)
def test_the_command_says_so(
    service: Service, words: tuple[str, ...], exit_code: int, said: str
) -> None:
    name, *options = words
    secret = RECORDS[name]["secret"]["example"]
    given = [secret if word == "SECRET" else word for word in options]
    done = subprocess.run(
        [COMMAND, "handshake", name, *given, "--url", f"{service.url}/webhooks/{name}"],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (exit_code, "")
    assert said in done.stdout
