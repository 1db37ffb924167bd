"""The renderings and settings that the suite runs across."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

INSIDE = Path(__file__).parent / "inside"


@dataclass(frozen=True, kw_only=True)
class Form:
    """Answers to the template, handlers that suit them, and settings of the service."""

    answers: Mapping[str, str]
    handlers: Path
    settings: Mapping[str, str] = field(default_factory=dict)


ASYNC = Form(answers={"session": "async"}, handlers=INSIDE / "async_handlers.py")

FORMS = {
    "async": ASYNC,
    "async, batches": Form(
        answers=ASYNC.answers,
        handlers=ASYNC.handlers,
        settings={"WEBHOOKS_WORKER_BATCH": "16"},
    ),
}
