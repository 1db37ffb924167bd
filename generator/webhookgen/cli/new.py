"""webhookgen new"""

import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ..apply import apply
from ..catalog import find_record, summaries
from ..environment import create_environment, install, interpreter
from ..errors import CheckFailed, EnvironmentFailed, UsageError
from ..journal import recover
from ..render import Answers
from ..service import plan_service, require_empty
from .check import as_document, watch_checks
from .output import Json, print_json, say, step

DEFAULT_NAME = "webhook-service"
DEFAULT_PROVIDERS = ["github", "stripe"]


class Database(StrEnum):
    sqlite = "sqlite"
    postgresql = "postgresql"


class Session(StrEnum):
    async_ = "async"
    sync = "sync"


class Queue(StrEnum):
    database = "database"
    celery = "celery"
    taskiq = "taskiq"


def new(
    directory: Annotated[Path, typer.Argument(help="Where to; new or empty.")],
    provider: Annotated[
        list[str] | None,
        typer.Option(help="Whose webhooks it receives; several times for several."),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Name of the service [default: the directory's]")
    ] = None,
    database: Annotated[
        Database | None, typer.Option(help="Where events are stored [default: sqlite]")
    ] = None,
    session: Annotated[
        Session,
        typer.Option(help="The database session of handlers: AsyncSession or Session."),
    ] = Session.async_,
    queue: Annotated[
        Queue, typer.Option(help="How work reaches the workers.")
    ] = Queue.database,
    defaults: Annotated[
        bool,
        typer.Option("--defaults", help="Ask nothing; GitHub and Stripe by default."),
    ] = False,
    no_install: Annotated[
        bool,
        typer.Option("--no-install", help="Only write the files; nothing is checked."),
    ] = False,
    no_check: Annotated[
        bool, typer.Option("--no-check", help="Do not run the service's own checks.")
    ] = False,
    json: Json = False,
) -> None:
    """Make a new service, install it into its own .venv and check it.

    Asks for what is missing if there is a terminal to ask on.

    \b
    Examples:
      webhookgen new hooks --provider stripe --provider github
      webhookgen new hooks --provider stripe --database postgresql
      webhookgen new hooks --provider stripe --session sync --queue celery
      webhookgen new hooks --defaults --no-install --json
    """
    recover(directory)
    require_empty(directory)
    ask = sys.stdin.isatty() and not (defaults or json)
    answers = Answers(
        layer="service",
        project_name=name or _name_from(directory),
        providers=_providers(provider, ask=ask, defaults=defaults),
        database=database or (_ask_database() if ask else Database.sqlite),
        session=session,
        queue=queue,
    )
    with step(f"files in {directory}", quiet=json):
        plan = plan_service(directory, answers)
        apply(plan)
    if not no_install:
        _install(directory, quiet=json)
    checked = not (no_install or no_check)
    python = interpreter(directory.absolute() / ".venv")
    checks = watch_checks(directory, python, quiet=json) if checked else []
    passed = all(result.passed for result in checks)
    if json:
        print_json(
            {
                "directory": str(directory),
                "project_name": answers.project_name,
                "providers": answers.providers,
                "database": answers.database,
                "session": answers.session,
                "queue": answers.queue,
                "files": [s.path for s in plan.steps],
                "passed": passed if checked else None,
                "steps": [as_document(result) for result in checks],
                "next": _next_commands(directory, no_install),
            }
        )
    elif passed:
        say(f"\n{directory} is ready. Go on with:\n")
        for command in _next_commands(directory, no_install):
            say(f"  {command}")
    if not passed:
        raise typer.Exit(CheckFailed.exit_code)


def _name_from(directory: Path) -> str:
    words = re.findall(r"[a-z0-9]+", directory.resolve().name.lower())
    name = "-".join(words).lstrip("0123456789-")
    return name or DEFAULT_NAME


def _providers(
    given: list[str] | None, *, ask: bool, defaults: bool
) -> tuple[str, ...]:
    names = given or (
        _ask_providers() if ask else DEFAULT_PROVIDERS if defaults else []
    )
    if not names:
        raise UsageError(
            "whose webhooks? give --provider (webhookgen providers list), or --defaults"
        )
    return tuple(dict.fromkeys(find_record(name)["key"] for name in names))


def _ask_providers() -> list[str]:
    known = summaries()
    for number, one in enumerate(known, start=1):
        say(f"  {number:3} {one['name']}")
    names = [one["key"] for one in known]
    text = typer.prompt(
        "Whose webhooks? Numbers or names, with commas", ",".join(DEFAULT_PROVIDERS)
    )
    words = [word.strip() for word in text.split(",") if word.strip()]
    return [
        names[int(word) - 1] if word.isdigit() and 0 < int(word) <= len(names) else word
        for word in words
    ]


def _ask_database() -> Database:
    choice = typer.prompt(
        "Database: 1 SQLite, nothing to install; 2 PostgreSQL", "1", show_choices=False
    )
    return Database.postgresql if choice in ("2", "postgresql") else Database.sqlite


def _install(directory: Path, *, quiet: bool) -> None:
    environment = directory.absolute() / ".venv"
    try:
        with step("environment in .venv", quiet=quiet):
            create_environment(environment)
        with step("dependencies", quiet=quiet):
            install(environment, "-e", ".[dev]", directory=directory)
    except EnvironmentFailed as error:
        raise EnvironmentFailed(
            f"{error}\nThe files are written. To go on by hand: cd {directory} && "
            "python -m venv .venv && .venv/bin/pip install -e '.[dev]'"
        ) from error


def _next_commands(directory: Path, no_install: bool) -> list[str]:
    enter = f"cd {directory} && cp .env.example .env    # and put the secrets in"
    serve = ".venv/bin/uvicorn app.main:app"
    migrate = ".venv/bin/alembic upgrade head"
    if no_install:
        install = "python -m venv .venv && .venv/bin/pip install -e '.[dev]'"
        return [enter, install, f"{migrate} && {serve}"]
    return [enter, migrate, serve]
