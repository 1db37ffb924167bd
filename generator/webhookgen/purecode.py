"""Loads the part of the rendered module that needs no framework, straight from the template.

What verifies here is the very code that is rendered into services.
"""

import importlib
import sys
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


def build_provider(record: Record) -> Any:
    """The Provider that the record's rendered file defines."""
    scheme = record["scheme"]
    scheme_class = getattr(
        pure_module(f"signatures.{scheme['family']}"), scheme["class"]
    )
    selectors = {
        field: _selector(record[field])
        for field in ("external_id", "type", "subject", "occurred_at")
        if record.get(field)
    }
    return pure_module("providers.provider").Provider(
        source=record["key"],
        scheme=scheme_class(**scheme["parameters"]),
        max_body_bytes=record["max_body_bytes"],
        **selectors,
    )


def _selector(spec: dict[str, Any]) -> Any:
    """{"body": "data.id"} as body("data.id"); lists hold selectors in their turn."""
    ((kind, value),) = spec.items()
    function = getattr(pure_module("providers.selectors"), kind)
    if isinstance(value, str):
        return function(value)
    return function(*(_selector(part) for part in value))
