"""A host with traps laid in it."""

import textwrap
from pathlib import Path

from webhookgen.host.detect import detect
from webhookgen.host.facts import HostFacts
from webhookgen.host.overrides import Overrides

from tests.hosts.hosts import make_host


def edited(directory: Path, **files: str) -> HostFacts:
    """The facts of plain_sync with other files; `__` in a name is a slash."""
    make_host("plain_sync", directory)
    for name, text in files.items():
        path = directory / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip())
    return detect(directory, Overrides({}))
