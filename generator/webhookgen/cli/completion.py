"""What the shell completes: providers, those of a project, and sample events."""

from collections.abc import Callable
from pathlib import Path

from typer import Context

from ..catalog import provider_names
from ..errors import WebhookgenError


def providers(context: Context, incomplete: str) -> list[str]:
    """Providers of the catalogue, and the user's own."""

    def names() -> list[str]:
        from ..own import own_names  # late, like all below: who asks for others waits

        return sorted({*provider_names(), *own_names(_directory(context))})

    return _beginning(incomplete, names)


def events(context: Context, incomplete: str) -> list[str]:
    """Types of the sample events of the provider that stands before."""

    def types() -> list[str]:
        from ..endpoint import find_endpoint

        name = str(context.params.get("provider"))
        return list(find_endpoint(name, _directory(context)).record["samples"])

    return _beginning(incomplete, types)


def added(context: Context, incomplete: str) -> list[str]:
    """Providers of the project that the command is about."""

    def names() -> list[str]:
        from ..integration.locate import find_host
        from ..integration.manifest import read_manifest

        root = find_host(_directory(context))
        manifest = read_manifest(root) if root else None
        return manifest.providers if manifest else []

    return _beginning(incomplete, names)


def _directory(context: Context) -> Path:
    return Path(context.params.get("directory") or ".")


def _beginning(incomplete: str, names: Callable[[], list[str]]) -> list[str]:
    """Those that begin so; a shell is told of no error."""
    try:
        return [name for name in names() if name.startswith(incomplete)]
    except WebhookgenError:
        return []
