"""The parts without a database: retry, transitions, settings, the command line's grammar."""

import itertools
from datetime import timedelta

import pytest
from pydantic import ValidationError

from app.modules.webhooks.cli import main
from app.modules.webhooks.errors import GiveUp, Ignore, IllegalTransition, RetryLater
from app.modules.webhooks.retry import RetryPolicy, Verdict
from app.modules.webhooks.settings import SourceSettings, split
from app.modules.webhooks.status import TRANSITIONS, Status, transition

POLICY = RetryPolicy(
    base=timedelta(seconds=10),
    cap=timedelta(minutes=5),
    pick=lambda low, high: high,
)


@pytest.mark.parametrize(
    ("attempt", "seconds"),
    [(1, 10), (2, 20), (3, 40), (5, 160), (6, 300), (1_000_000, 300)],
)
def test_waits_double_up_to_the_cap(attempt: int, seconds: int) -> None:
    verdict = POLICY.judge(ValueError(), attempt=attempt, is_last=False)

    expected = Verdict(status=Status.PENDING, wait=timedelta(seconds=seconds))
    assert verdict == expected


def test_the_jitter_is_over_the_whole_range() -> None:
    lowest = RetryPolicy(base=POLICY.base, cap=POLICY.cap, pick=lambda low, high: low)

    assert lowest.judge(ValueError(), attempt=5, is_last=False).wait == timedelta()


@pytest.mark.parametrize(
    ("error", "is_last", "status"),
    [
        (ValueError(), False, Status.PENDING),
        (ValueError(), True, Status.DEAD),
        (RetryLater("busy", after=timedelta(days=1)), True, Status.DEAD),
        (GiveUp("no"), False, Status.DEAD),
        (Ignore("no"), True, Status.IGNORED),
    ],
    ids=str,
)
def test_what_follows_a_failure(
    error: Exception, is_last: bool, status: Status
) -> None:
    assert POLICY.judge(error, attempt=1, is_last=is_last).status is status


@pytest.mark.parametrize(
    ("before", "after"),
    list(itertools.product(Status, Status)),
    ids=lambda status: status.value,
)
def test_only_listed_transitions_are_possible(before: Status, after: Status) -> None:
    if (before, after) in TRANSITIONS:
        assert transition(before, after) is after
    else:
        with pytest.raises(IllegalTransition):
            transition(before, after)


@pytest.mark.parametrize(
    ("value", "secrets"),
    [
        ("", []),
        (" , ", []),
        ("one", ["one"]),
        ("one, two,", ["one", "two"]),
        ('["a,b"]', ["a,b"]),
    ],
)
def test_secrets_are_a_comma_separated_list(
    monkeypatch: pytest.MonkeyPatch, value: str, secrets: list[str]
) -> None:
    monkeypatch.setenv("WEBHOOKS_TEST_SECRETS", value)

    settings = SourceSettings("test")

    assert list(split(settings.secrets)) == secrets
    assert "one" not in repr(settings)


@pytest.mark.parametrize("value", ['["one", 17]', '["one"'])
def test_a_mistake_in_the_secrets_does_not_show_them(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("WEBHOOKS_TEST_SECRETS", value)

    with pytest.raises(ValidationError) as error:
        SourceSettings("test")

    assert "one" not in str(error.value)


@pytest.mark.parametrize(
    "arguments",
    [[], ["purge"], ["purge", "--older-than", "30"], ["show", "x"], ["replay"]],
    ids=" ".join,
)
def test_wrong_usage_is_said_so(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)

    assert stop.value.code == 2
    assert "usage:" in capsys.readouterr().err
