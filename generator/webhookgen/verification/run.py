"""The story of a verification: look at the host, let the plan be carried out, look again."""

import time
from collections.abc import Iterator
from dataclasses import replace

from .linters import complaints
from .looks import answer, ask_app, history, lint, revision, table
from .subject import Before, Step, Subject
from .suite import test_steps
from .tests import TestRun, run_tests


def look_before(subject: Subject) -> Before:
    """How the host is before anything is written. Runs its tests."""
    style = subject.manifest.style
    _, problem = ask_app(subject) if subject.answers else (None, "")
    return Before(
        complaints(subject.host, style.formatter, subject.edited),
        problem,
        run_tests(subject.host) if subject.host_tests else _collected(subject),
    )


def _collected(subject: Subject) -> TestRun:
    """Whether the module's tests can be run at all, where the host's are left out."""
    run = run_tests(subject.host, subject.manifest.place.tests, "--collect-only")
    return run if run.exit_code else TestRun()


def look_after(subject: Subject, before: Before) -> Iterator[Step]:
    """How each look ended, one by one, now that the plan is carried out."""
    for look in (lint, table, revision, history, answer):
        started = time.monotonic()
        step = look(subject, before)
        if step is not None:
            yield replace(step, seconds=time.monotonic() - started)
    started = time.monotonic()
    for step in test_steps(subject, before):
        yield replace(step, seconds=time.monotonic() - started)
