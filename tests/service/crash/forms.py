"""The renderings and settings that the suite runs across."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

INSIDE = Path(__file__).parent / "inside"


@dataclass(frozen=True, kw_only=True)
class Form:
    """Answers to the template, handlers that suit them, and settings of the service."""

    answers: Mapping[str, str]
    handlers: Path
    settings: Mapping[str, str] = field(default_factory=dict)


ASYNC = Form(answers={"session": "async"}, handlers=INSIDE / "async_handlers.py")
SYNC = Form(answers={"session": "sync"}, handlers=INSIDE / "sync_handlers.py")
BATCHES = {"WEBHOOKS_WORKER_BATCH": "16"}

FORMS = {
    "async": ASYNC,
    "sync": SYNC,
    "async, batches": replace(ASYNC, settings=BATCHES),
    "sync, batches": replace(SYNC, settings=BATCHES),
}
