"""The fixture by which the host's tests call its application."""

import ast
from pathlib import PurePosixPath

from .source import Source
from .syntax import Function, argument, called, calls, dotted, last, string
from .values import SessionKind

USUAL = ("client", "async_client")
CLIENTS = ("TestClient", "AsyncClient", "AsyncTestClient")


def client_fixture(
    source: Source, folder: str
) -> tuple[str, str, SessionKind, str | None] | None:
    """The fixture that makes a client; of several the one called client."""
    found = []
    for path in source.python:
        inside = PurePosixPath(path).is_relative_to(folder) or path == "conftest.py"
        if not inside or not ("conftest" in path or "fixture" in path):
            continue
        module = source.module(path)
        for function in module.functions if module else []:
            if _is_fixture(function) and (kind := _client_kind(function)):
                found.append((function.name, path, kind, _base_url(function)))
    found.sort(
        key=lambda one: (one[0] not in USUAL, "client" not in one[0], one[1], one[0])
    )
    return found[0] if found else None


def _is_fixture(function: Function) -> bool:
    return any(
        last(called(one) or dotted(one)) == "fixture" for one in function.decorator_list
    )


def _client_kind(function: Function) -> SessionKind | None:
    for call in calls(function):
        if last(called(call)) in CLIENTS:
            return "async" if "Async" in last(called(call)) else "sync"
    returned = [dotted(one) for one in ast.walk(function.returns or ast.Pass())]
    for name in returned:
        if last(name) in CLIENTS:
            return "async" if "Async" in name else "sync"
    return None


def _base_url(function: Function) -> str | None:
    """The URL that the client calls: a host that the application trusts."""
    given = [argument(call, "base_url") for call in calls(function)]
    return next((text for one in given if (text := string(one))), None)
