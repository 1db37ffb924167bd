"""A pytest plugin that writes how each test ended, a JSON line each; runs in the host's Python.

https://docs.pytest.org/en/stable/reference/reference.html#pytest.hookspec.pytest_runtest_logreport
"""

import json
import os
import sys
from typing import Any

if extra := os.environ.get("WEBHOOKGEN_EXTRA"):
    sys.path.append(extra)


def pytest_configure(config: Any) -> None:
    # Workers of pytest-xdist report to their controller, which sees every test.
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Report(os.environ["WEBHOOKGEN_REPORT"]))


class Report:
    def __init__(self, path: str) -> None:
        self._path = path

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.when != "call" and report.passed:
            return
        self._write(report.nodeid, report.outcome)

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            self._write(report.nodeid, "failed")

    def _write(self, id: str, outcome: str) -> None:
        with open(self._path, "a", encoding="utf-8") as file:
            file.write(json.dumps([id, outcome]) + "\n")
