"""Smoke results as JUnit XML, which CI systems show.

https://github.com/testmoapp/junitxml describes what they agree on.
"""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from .outcome import Outcome
from .smoke import CellResult

# XML 1.0 has no way to write these, and tools print some of them.
UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(results: Sequence[CellResult]) -> bytes:
    """The results as one test suite with a test case per cell."""
    suite = Element("testsuite", name="webhookgen smoke", tests=str(len(results)))
    outcomes = [result.outcome for result in results]
    suite.set("failures", str(outcomes.count(Outcome.FAILED)))
    suite.set("skipped", str(outcomes.count(Outcome.SKIPPED)))
    suite.set("time", f"{sum(r.seconds for r in results):.2f}")
    for result in results:
        _add_case(suite, result)
    document: bytes = tostring(suite, encoding="utf-8", xml_declaration=True)
    return document


def _add_case(suite: Element, result: CellResult) -> None:
    case = SubElement(
        suite,
        "testcase",
        classname="webhookgen.smoke",
        name=result.cell.name,
        time=f"{result.seconds:.2f}",
    )
    problem = UNWRITABLE.sub("?", result.problem)
    if result.outcome is Outcome.SKIPPED:
        SubElement(case, "skipped", message=problem)
    if result.outcome is Outcome.FAILED:
        failure = SubElement(case, "failure", message=f"repeat: {result.cell.repeat}")
        failure.text = problem
