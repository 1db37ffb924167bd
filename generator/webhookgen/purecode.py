"""Loads the part of the rendered module that needs no framework, straight from the template.

What verifies here is the very code that is rendered into services.
"""

import importlib
import sys
from collections.abc import Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any

from .catalog import Record
from .template import MODULE

_PACKAGE = "webhookgen_rendered"


def pure_module(name: str) -> Any:
    """A module of template/project/app/modules/webhooks, such as "delivery"."""
    if _PACKAGE not in sys.modules:
        # A package without its __init__.py, which would import FastAPI.
        package = ModuleType(_PACKAGE)
        package.__path__ = [str(MODULE)]
        sys.modules[_PACKAGE] = package
    return importlib.import_module(f"{_PACKAGE}.{name}")


def build_provider(record: Record, fetched: Mapping[str, str] | None = None) -> Any:
    """The Provider that the record's rendered file defines.

    With `fetched` it finds at these URLs what is given, and nothing anywhere else.
    """
    fields = {
        field: _selector(record[field])
        for field in ("external_id", "type", "subject", "occurred_at")
        if record.get(field)
    }
    if record.get("body"):
        fields["parse"] = _parser(record["body"])
    if record.get("accepted"):
        fields["accepted"] = _answer(record["accepted"])
    redact = record.get("redact") or {}
    scheme = _instance("signatures", record["scheme"])
    shakes = [_instance("handshakes", part) for part in record.get("handshakes", ())]
    if fetched is not None:
        scheme, *shakes = (_finding(part, fetched) for part in (scheme, *shakes))
    return pure_module("providers.provider").Provider(
        source=record["key"],
        scheme=scheme,
        handshakes=tuple(shakes),
        batch=tuple(record.get("batch", ())),
        secret_headers=tuple(redact.get("headers", ())),
        secret_fields=tuple(redact.get("fields", ())),
        max_body_bytes=record["max_body_bytes"],
        refused_status=record.get("refused_status", 401),
        **fields,
    )


def _instance(package: str, part: Mapping[str, Any]) -> Any:
    """{"family": "body_hmac", "class": "BodyHmac", "parameters": {...}} as an object."""
    module = pure_module(f"{package}.{part['family']}")
    parameters = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in part.get("parameters", {}).items()
    }
    return getattr(module, part["class"])(**parameters)


def _finding(part: Any, fetched: Mapping[str, str]) -> Any:
    if not hasattr(part, "fetch"):
        return part

    def find(url: str) -> bytes:
        if url not in fetched:
            raise pure_module("errors").KeysUnavailable
        return fetched[url].encode()

    return replace(part, fetch=find)


def _parser(spec: Mapping[str, Any]) -> Any:
    function = getattr(pure_module(f"bodies.{spec['family']}"), spec["function"])
    return function(*spec["arguments"]) if spec.get("arguments") else function


def _answer(spec: Mapping[str, Any]) -> Any:
    return pure_module("delivery").Answer(
        status=spec["status"],
        body=spec.get("body", "").encode(),
        media_type=spec.get("content_type", "application/json"),
    )


def _selector(spec: Mapping[str, Any]) -> Any:
    """{"body": "data.id"} as body("data.id"); lists may hold selectors in their turn."""
    ((kind, value),) = spec.items()
    function = getattr(pure_module("providers.selectors"), kind)
    if kind == "claim":
        return function(value["name"], of=value["of"])
    if kind == "utc":
        return function(_selector(value))
    if isinstance(value, str):
        return function(value)
    return function(*(v if isinstance(v, str) else _selector(v) for v in value))
