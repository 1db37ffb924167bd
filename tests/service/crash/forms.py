"""The renderings that the suite runs across."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

INSIDE = Path(__file__).parent / "inside"


@dataclass(frozen=True, kw_only=True)
class Form:
    """Answers to the template, and the handlers that suit them."""

    answers: Mapping[str, str]
    handlers: Path
    # Whether it gives up a connection that lives and never answers. A thread that waits for
    # one cannot be stopped.
    gives_up_on_silence: bool = True


FORMS = {
    "async": Form(answers={"session": "async"}, handlers=INSIDE / "async_handlers.py"),
    "sync": Form(
        answers={"session": "sync"},
        handlers=INSIDE / "sync_handlers.py",
        gives_up_on_silence=False,
    ),
}
