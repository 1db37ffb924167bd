"""What the shell completes: providers, those of a project, and sample events."""

from pathlib import Path

from typer import Context

from ..catalog import find_record, provider_names
from ..errors import WebhookgenError


def providers(incomplete: str) -> list[str]:
    """Providers of the catalogue."""
    return [name for name in provider_names() if name.startswith(incomplete)]


def events(context: Context, incomplete: str) -> list[str]:
    """Types of the sample events of the provider that stands before."""
    try:
        samples = find_record(str(context.params.get("provider")))["samples"]
    except WebhookgenError:
        return []
    return [type for type in samples if type.startswith(incomplete)]


def added(context: Context, incomplete: str) -> list[str]:
    """Providers of the project that the command is about."""
    from ..integration.locate import (
        find_host,
    )  # late: the catalogue is asked more often
    from ..integration.manifest import read_manifest

    directory = Path(context.params.get("directory") or ".")
    try:
        root = find_host(directory)
        manifest = read_manifest(root) if root else None
    except WebhookgenError:
        return []
    names = manifest.providers if manifest else []
    return [name for name in names if name.startswith(incomplete)]
