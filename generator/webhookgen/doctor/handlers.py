"""Sources whose events nobody handles yet."""

from collections.abc import Iterator

from .case import Case
from .findings import Check, Finding, Level, Rule

SAMPLE = "put your work here"

UNTOUCHED = Rule(
    "handler-untouched",
    Level.NOTE,
    "A source has only its sample handler",
    "Its events are stored and end as `processed` or `ignored` without any effect.",
    "Put your work into {file}; ignored events can be replayed when it is there.",
)


def look(case: Case) -> Iterator[Finding]:
    for source in case.sources:
        path = f"{case.module.directory}/handlers/{source}.py"
        text = case.source.text(path)
        if not text or SAMPLE in text:
            line = text[: text.find(SAMPLE)].count("\n") + 1
            place = f"{path}:{line}" if text else path
            yield UNTOUCHED.found(
                f"{source} has only its sample handler", place, file=path
            )


CHECK = Check("handlers", (UNTOUCHED,), look)
