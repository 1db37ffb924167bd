"""What the shell completes."""

from pathlib import Path

import pytest

from tests.hosts.hosts import make_host

from .conftest import Webhookgen

COMPLETED = [
    pytest.param("doc", {"doctor"}, id="command"),
    pytest.param("add-provider stri", {"stripe"}, id="provider"),
    pytest.param("new x --provider strip", {"stripe"}, id="option"),
    pytest.param("verify strip", {"stripe"}, id="verify"),
    pytest.param("send strip", {"stripe"}, id="send"),
    pytest.param("send stripe invoice", {"invoice.paid"}, id="event"),
    pytest.param("handshake zoo", {"zoom"}, id="handshake"),
    pytest.param("send nobody invoice", set(), id="event of nobody"),
    pytest.param("providers show strip", {"stripe"}, id="show"),
    pytest.param("new x --queue cel", {"celery"}, id="choice"),
    pytest.param("doctor --env", {"--env-file"}, id="flag"),
]


def complete(
    webhookgen: Webhookgen, monkeypatch: pytest.MonkeyPatch, line: str
) -> set[str]:
    """What bash would offer at the end of the line."""
    words = f"webhookgen {line}"
    monkeypatch.setenv("_WEBHOOKGEN_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(words.count(" ")))
    return set(webhookgen().out.split())


@pytest.mark.parametrize(("line", "offered"), COMPLETED)
def test_completion(
    webhookgen: Webhookgen,
    monkeypatch: pytest.MonkeyPatch,
    line: str,
    offered: set[str],
) -> None:
    assert complete(webhookgen, monkeypatch, line) == offered


def test_what_can_be_removed(
    webhookgen: Webhookgen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    make_host("plain_sync", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert complete(webhookgen, monkeypatch, "remove-provider ") == set()
    monkeypatch.delenv("_WEBHOOKGEN_COMPLETE")
    run = webhookgen("add-provider", "stripe", "--no-verify")
    assert run.exit_code == 0, run.err

    assert complete(webhookgen, monkeypatch, "remove-provider ") == {"stripe"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell(
    webhookgen: Webhookgen, monkeypatch: pytest.MonkeyPatch, shell: str
) -> None:
    """What --show-completion prints, for the shell that it finds itself in."""
    monkeypatch.setenv("_WEBHOOKGEN_COMPLETE", f"source_{shell}")

    run = webhookgen()

    assert run.exit_code == 0
    assert f"complete_{shell}" in run.out
