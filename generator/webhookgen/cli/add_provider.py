"""webhookgen add-provider"""

from pathlib import Path
from typing import Annotated

import typer

from ..apply import apply
from ..endpoint import choose_endpoint
from ..host.overrides import Overrides
from ..integration.locate import recover_below
from ..integration.preflight import Options
from ..service import find_service, is_service, plan_provider
from . import completion
from .host_options import with_host_options
from .output import Json, complain
from .show_added import Show


@with_host_options
def add_provider(
    name: Annotated[
        str, typer.Argument(help="The provider.", autocompletion=completion.providers)
    ],
    directory: Annotated[
        Path, typer.Option(help="The service, or any FastAPI repository.")
    ] = Path(),
    source: Annotated[
        str | None,
        typer.Option("--as", metavar="NAME", help="What it is called here: stripe_eu."),
    ] = None,
    spec: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="Its record, if the catalogue has none."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be written.")
    ] = False,
    show_diff: Annotated[
        bool, typer.Option("--diff", help="Only show it, line by line.")
    ] = False,
    json: Json = False,
    module_only: Annotated[
        bool,
        typer.Option(
            "--module-only", help="Touch no file that is there; show what to add."
        ),
    ] = False,
    allow_manual: Annotated[
        bool,
        typer.Option(
            "--allow-manual", help="Go on where a line has no safe place; show it."
        ),
    ] = False,
    allow_dirty: Annotated[
        bool, typer.Option("--allow-dirty", help="Go on with uncommitted changes.")
    ] = False,
    no_migration: Annotated[
        bool, typer.Option("--no-migration", help="Write no revision.")
    ] = False,
    no_verify: Annotated[
        bool, typer.Option("--no-verify", help="Do not check what is written.")
    ] = False,
    python: Annotated[
        Path | None,
        typer.Option(help="The host's Python [default: .venv, Poetry, the active one]"),
    ] = None,
    env_file: Annotated[
        Path | None, typer.Option(help="Environment that the host needs to start.")
    ] = None,
    database_url: Annotated[
        str | None,
        typer.Option(help="An empty database for the host's migrations, thrown away."),
    ] = None,
    *,
    overrides: Overrides,
) -> None:
    """Add a provider to a service or any FastAPI repository.

    The first provider in a repository that webhookgen did not make brings the module with it:
    its files, a revision, one include_router, one model import, and what is needed to
    configure it. All of it is checked with the repository's own Python, its tests before and
    after; if something does not pass, all is taken back. Adding what is there changes nothing,
    and files with other contents are never overwritten.

    \b
    Examples:
      webhookgen add-provider github
      webhookgen add-provider github --diff
      webhookgen add-provider stripe --as stripe_eu
      webhookgen add-provider acme --spec acme.json
      webhookgen add-provider stripe --directory ../shop --app shop.main:app --dry-run
    """
    endpoint = choose_endpoint(name, directory, source, spec)
    if endpoint.remark:
        complain(endpoint.remark)
    if recover_below(directory):
        complain("an earlier run was interrupted; nothing of it is left half done")
    only_show = dry_run or show_diff
    show = Show(endpoint, directory, applied=not only_show, diff=show_diff, json=json)
    if is_service(directory):
        plan = plan_provider(find_service(directory), endpoint)
        if not only_show:
            apply(plan)
        show.service(plan)
        return
    # Late: what knows hosts takes as long to import as all else, and a service needs none of it.
    from .add_to_host import Request, add_to_host

    options = Options(
        module_only=module_only,
        allow_manual=allow_manual,
        allow_dirty=allow_dirty or only_show,
        migration=not no_migration,
    )
    request = Request(
        endpoint,
        directory,
        options,
        overrides,
        only_show=only_show,
        verify=not no_verify,
        python=python,
        env_file=env_file,
        database_url=database_url,
    )
    show.host(add_to_host(request, show.step))
