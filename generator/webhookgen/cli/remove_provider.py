"""webhookgen remove-provider"""

from pathlib import Path
from typing import Annotated

import typer

from ..apply import apply
from ..catalog import suggestion
from ..environment import find_host_python
from ..errors import FactMissing, UsageError
from ..host.detect import detect
from ..host.overrides import Overrides
from ..host.verify import read_variables
from ..integration.locate import find_host, recover_below
from ..integration.manifest import MANIFEST, Manifest, read_manifest
from ..integration.removal import plan_removal
from ..integration.revert import settle_migration
from ..interpreter import HostPython
from ..leaving import plan_leaving
from ..service import find_service, is_service
from . import completion
from .host_options import with_host_options
from .output import Json, complain, print_json, say
from .plan_lines import plan_as_document, show_plan


@with_host_options
def remove_provider(
    name: Annotated[
        str, typer.Argument(help="The provider.", autocompletion=completion.added)
    ],
    directory: Annotated[Path, typer.Option(help="The repository.")] = Path(),
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would go.")
    ] = False,
    show_diff: Annotated[
        bool, typer.Option("--diff", help="Only show it, line by line.")
    ] = False,
    drop: Annotated[
        bool,
        typer.Option(
            "--drop-table",
            help="Where the migration stays: add one that drops its table.",
        ),
    ] = False,
    python: Annotated[
        Path | None,
        typer.Option(help="The host's Python [default: .venv, Poetry, the active one]"),
    ] = None,
    env_file: Annotated[
        Path | None, typer.Option(help="Environment that the host needs to start.")
    ] = None,
    json: Json = False,
    *,
    overrides: Overrides,
) -> None:
    """Take a provider out of a repository again; the module goes with the last one.

    What add-provider wrote and nobody changed since is deleted, and its lines in your files are
    taken out. What was edited stays and is named. A migration that is committed, followed by
    another or applied is never deleted. A service that webhookgen made keeps its last provider.

    \b
    Examples:
      webhookgen remove-provider github
      webhookgen remove-provider stripe --dry-run
      webhookgen remove-provider stripe --drop-table
    """
    if recover_below(directory):
        complain("an earlier run was interrupted; nothing of it is left half done")
    if is_service(directory):
        removal = plan_leaving(find_service(directory), name)
    else:
        root, manifest = _host(directory)
        if name not in manifest.providers:
            there = suggestion(name, manifest.providers)
            raise UsageError(f"{root} has no provider {name!r}; {there}")
        removal = plan_removal(root, manifest, name)
        if removal.last and manifest.migration:
            variables = read_variables(env_file)
            found = python or find_host_python(root)
            host = HostPython(root, found.absolute(), variables) if found else None
            facts = detect(root, overrides)
            removal = settle_migration(removal, manifest.migration, facts, host, drop)
    applied = not (dry_run or show_diff)
    if applied:
        apply(removal.plan)
    if json:
        print_json(
            {
                "directory": str(directory),
                "provider": name,
                "applied": applied,
                "steps": plan_as_document(removal.plan, with_diff=show_diff),
                "edited": removal.edited,
                "left": removal.left,
                "remarks": removal.remarks,
            }
        )
        return
    show_plan(removal.plan, with_diff=show_diff)
    for path in removal.edited:
        say(f"  kept       {path}, which was edited")
    for line in removal.left:
        say(f"  not found  {line}")
    for remark in removal.remarks:
        say(f"\n{remark}")


def _host(directory: Path) -> tuple[Path, Manifest]:
    root = find_host(directory)
    manifest = read_manifest(root) if root else None
    if root is None or manifest is None:
        raise FactMissing(
            f"{directory} has no {MANIFEST}, which tells what add-provider wrote; name the "
            "repository with --directory"
        )
    return root, manifest
