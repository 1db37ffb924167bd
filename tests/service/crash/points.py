"""Every point at which a process is killed: where that is, and what must be true after it.

With an engine the worker's points are other ones, and there are some more.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .forms import Engine

When = Literal["before", "after"]
WHEN: tuple[When, When] = ("before", "after")

DYING = Path(__file__).parent / "inside/dying.py"

# The seams: functions of the rendered service that stand at the border of a step.
RECEIVE = ".service:WebhookService.receive"
INSERT = ".repository.ingest:insert_new"  # one statement, which commits by itself
CLAIM = ".repository.claims:claim"  # in a transaction
CLAIM_ONE = ".repository.offers:claim_one"  # a task's, likewise
ATTEMPT = ".worker:attempt_all"
ATTEMPT_ONE = ".tasks:attempt"
TASK = ".tasks:Tasks.process"
WRITE = ".handlers.stripe:leave_effect"
COMPLETE = ".repository.outcomes:complete"
# And two of the libraries below: every commit of a transaction, and every answer.
COMMIT = "sqlalchemy.engine.default:DefaultDialect.do_commit"
ANSWER = "starlette.responses:Response.__call__"


@dataclass(frozen=True, kw_only=True)
class Point:
    """Dies before or after the seam; with `once`, only when that seam has been passed."""

    name: str
    when: When
    seam: str
    once: str | None = None
    # What must be true when the process is dead.
    stored: tuple[str, ...] = ()  # the status of the event; empty: there is no event
    effects: int = 0
    answered: bool | None = False  # None: it may be either
    # And after recovery, with one effect: how often the event was tried.
    attempts: int = 1

    @property
    def figures(self) -> dict[str, object]:
        """For the table, once all this was found true."""
        return {
            "answered": {True: "yes", False: "no", None: "either"}[self.answered],
            "left": " ".join(self.stored) or "nothing",
            "attempts": self.attempts,
            "effects": 1,
        }

    @property
    def launcher(self) -> tuple[str, str]:
        """What runs a module in place of `-m`, and dies here."""
        place = {"when": self.when, "seam": self.seam, "once": self.once}
        return str(DYING), json.dumps(place)


IN_THE_APP = [
    Point(name="before the insert", when="before", seam=INSERT),
    Point(
        name="after the insert and its commit",
        when="after",
        seam=INSERT,
        stored=("pending",),
    ),
    Point(
        name="before the answer",
        when="before",
        seam=ANSWER,
        once=RECEIVE,
        stored=("pending",),
    ),
    Point(
        name="after the answer",
        when="after",
        seam=ANSWER,
        once=RECEIVE,
        stored=("pending",),
        answered=True,
    ),
]

IN_THE_ATTEMPT = [
    Point(
        name="in the handler, before its write",
        when="before",
        seam=WRITE,
        stored=("processing",),
        attempts=2,
    ),
    Point(
        name="in the handler, after its write",
        when="after",
        seam=WRITE,
        stored=("processing",),
        attempts=2,
    ),
    Point(
        name="before the completion",
        when="before",
        seam=COMPLETE,
        stored=("processing",),
        attempts=2,
    ),
    Point(
        name="after the completion, before its commit",
        when="before",
        seam=COMMIT,
        once=COMPLETE,
        stored=("processing",),
        attempts=2,
    ),
    Point(
        name="after the commit of the completion",
        when="after",
        seam=COMMIT,
        once=COMPLETE,
        stored=("processed",),
        effects=1,
    ),
]


def at_the_claim(claim: str, attempt: str) -> list[Point]:
    """In what takes an event and then tries it."""
    return [
        Point(name="before the claim", when="before", seam=claim, stored=("pending",)),
        Point(
            name="after the claim, before its commit",
            when="after",
            seam=claim,
            once=claim,
            stored=("pending",),
        ),
        Point(
            name="after the commit of the claim",
            when="before",
            seam=attempt,
            stored=("processing",),
            attempts=2,
        ),
    ]


IN_THE_WORKER = [*at_the_claim(CLAIM, ATTEMPT), *IN_THE_ATTEMPT]


def at_the_hint(engine: Engine) -> list[Point]:
    """In the app, which hints in the background: the answer may be out by then."""
    return [
        Point(
            name=f"{when} the hint is in the broker",
            when=when,
            seam=engine.publish,
            stored=("pending",),
            answered=None,
        )
        for when in WHEN
    ]


def in_the_task(engine: Engine) -> list[Point]:
    """In a worker of the engine."""
    return [
        *at_the_claim(CLAIM_ONE, ATTEMPT_ONE),
        *IN_THE_ATTEMPT,
        Point(
            name="before the message is acknowledged",
            when="after",
            seam=TASK,
            stored=("processed",),
            effects=1,
        ),
        Point(
            name="after the message is acknowledged",
            when="after",
            seam=engine.acknowledge,
            stored=("processed",),
            effects=1,
        ),
    ]
