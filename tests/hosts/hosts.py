"""Little services that webhookgen did not make: one per shape in which hosts come.

Each is a form out of `forms/`, with what makes it special laid over it out of `trees/`.
"""

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
SYNC = ("sync",)
ASYNC = ("sync", "async")
SQLMODEL = ("sync", "sqlmodel_sync")
ASYNC_SQLMODEL = ("sync", "async", "sqlmodel_async")


@dataclass(frozen=True)
class Host:
    """How a host is laid out.

    `into` is the folder of its project, `moves` what of the form lies elsewhere, `without`
    what it lacks, `crlf` the files with the line endings of Windows and no newline at the end.
    `told` is what it cannot be wired without: flags of add-provider.
    """

    form: tuple[str, ...]
    into: str = "."
    moves: dict[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    crlf: tuple[str, ...] = ()
    dirty: bool = False  # a file is changed and not committed
    runs: bool = True  # its own tests pass
    told: tuple[str, ...] = ()
    wired: bool = True  # with what is told
    url: str = "DATABASE_URL"  # the variable that names its database
    section: str = ""  # of Alembic
    sqlite_only: bool = False
    agrees: bool = True  # its models and its migrations, before anything is added


HOSTS = {
    "plain_sync": Host(SYNC),
    "plain_async": Host(ASYNC),
    "sqlmodel_sync": Host(SQLMODEL),
    "sqlmodel_async": Host(ASYNC_SQLMODEL),
    # Where things lie.
    "backend_folder": Host(SQLMODEL, into="backend", without=(".env.example",)),
    "src_layout": Host(SYNC, moves={"app": "src/shop"}),
    "flat_modules": Host(SYNC, moves={"app": "."}, without=("__init__.py",)),
    "package_init_app": Host(ASYNC, without=("app/main.py",)),
    # How the application and its routers are made.
    "factory_only": Host(ASYNC, without=("app/api/router.py",)),
    "router_builder": Host(SYNC),
    "router_list": Host(SYNC),
    "relative_imports": Host(ASYNC),
    "two_names": Host(
        ASYNC, moves={"app": "src/app"}
    ),  # app here, src.app in its tests
    "guarded_router": Host(SYNC),
    "no_aggregator": Host(SYNC, without=("app/api/router.py",)),
    "crlf": Host(SYNC, crlf=("app/main.py", "app/api/router.py", "alembic/env.py")),
    # Settings.
    "getenv_settings": Host(SYNC, without=("app/settings.py", "pyproject.toml")),
    "nested_settings": Host(ASYNC, url="NOTES_DATABASE__URL"),
    # Models and metadata.
    "base_columns": Host(SYNC),
    "naming_in_env": Host(SQLMODEL),
    "models_package": Host(SYNC, without=("app/models.py",)),
    "models_walker": Host(ASYNC, without=("app/models.py",)),
    # Sessions.
    "decoy_session": Host(ASYNC),
    "middleware_session": Host(SYNC, sqlite_only=True),
    # Alembic.
    "alembic_pyproject": Host(SYNC, without=("alembic.ini",)),
    "include_object": Host(SYNC),
    "version_table": Host(ASYNC, without=("alembic/versions",)),
    "create_all_in_revision": Host(SYNC),
    "create_all_at_startup": Host(SYNC),
    # Style.
    "python310": Host(SYNC),
    # What is refused, or asked about first.
    "di_container": Host(
        ASYNC,
        without=("app/db.py",),
        told=("--session", "async", "--engine", "app.container:Container.engine()"),
    ),
    "core_only": Host(
        SYNC, without=("app/models.py",), told=("--metadata", "app.tables:metadata")
    ),
    "two_heads": Host(SYNC, told=("--head", "b2c3d4e5f6a7")),
    "no_alembic": Host(
        SYNC, without=("alembic", "alembic.ini"), told=("--no-migration",)
    ),
    "no_revisions": Host(
        SYNC, without=("alembic/versions",), told=("--head", "base"), agrees=False
    ),
    "ignored_versions": Host(SYNC, told=("--alembic-section", "alembic.ini:alembic")),
    "named_sections": Host(
        SYNC, told=("--alembic-section", "alembic.ini:notes"), section="notes"
    ),
    "name_clash": Host(
        SYNC, told=("--module", "app/incoming", "--allow-clash", "path,tests")
    ),
    "two_projects": Host(
        SYNC, into="services/notes", told=("--project", "services/notes")
    ),
    "dirty_tree": Host(SYNC, dirty=True, told=("--allow-dirty",)),
    "syntax_error": Host(SYNC, runs=False, wired=False),
}


def make_host(name: str, directory: Path) -> Path:
    """Lays a host out in a directory, commits it there, and gives its repository."""
    host = HOSTS[name]
    project = directory / host.into
    for form in host.form:
        shutil.copytree(HERE / "forms" / form, project, dirs_exist_ok=True)
    for old, new in host.moves.items():
        _move(project / old, project / new)
    for path in host.without:
        _remove(project / path)
    if (HERE / "trees" / name).exists():
        shutil.copytree(HERE / "trees" / name, directory, dirs_exist_ok=True)
    for path in host.crlf:
        content = (project / path).read_bytes().rstrip(b"\n")
        (project / path).write_bytes(content.replace(b"\n", b"\r\n"))
    _commit(directory)
    if host.dirty:
        with (project / "app/main.py").open("a") as file:
            file.write("# to be finished\n")
    return directory


def _move(old: Path, new: Path) -> None:
    shutil.copytree(old, new, dirs_exist_ok=True)
    shutil.rmtree(old)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def _commit(directory: Path) -> None:
    git(directory, "init", "--quiet")
    git(directory, "add", "--all")
    git(directory, "commit", "--quiet", "--message", "The host")


def git(directory: Path, *arguments: str) -> None:
    """A Git command in a host's repository, by an author of its own."""
    author = ("-c", "user.name=host", "-c", "user.email=host@localhost")
    subprocess.run(["git", *author, *arguments], cwd=directory, check=True)
