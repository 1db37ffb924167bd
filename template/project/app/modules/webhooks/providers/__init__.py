"""The providers of this service: every file of this folder that defines PROVIDER.

Adding a provider adds its file; there is no list to keep in step.
"""

import pkgutil
from collections.abc import Mapping
from importlib import import_module

from .provider import Provider


def load_providers() -> Mapping[str, Provider]:
    """Every provider by its source."""
    modules = (
        import_module(f".{module.name}", __name__)
        for module in pkgutil.iter_modules(__path__)
    )
    found: list[Provider] = [m.PROVIDER for m in modules if hasattr(m, "PROVIDER")]
    return {provider.source: provider for provider in found}
