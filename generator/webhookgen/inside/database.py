"""Questions about the host's migrations. No database of the host's is ever opened."""

import contextlib
import importlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


class _HandedOver(Exception):
    """env.py gave its metadata; it need not go on."""


class _NoDatabase(Exception):
    """The host's database is of a kind that nothing was given for."""


def database_heads(ini: str, section: str) -> list[str]:
    """The heads as Alembic sees them."""
    from alembic.script import ScriptDirectory

    return list(ScriptDirectory.from_config(_config(ini, section)).get_heads())


def database_metadata(ini: str, section: str, wanted: str, root: str) -> dict[str, Any]:
    """Whether env.py hands Alembic the metadata that we found."""
    sys.path.insert(0, str(Path(root).resolve()))
    targets = _targets(ini, section)
    return {
        "same": any(one is _named(wanted) for one in targets),
        "tables": sum(len(one.tables) for one in targets),
    }


def database_tables(ini: str, section: str, root: str) -> list[str]:
    """The names of the tables that env.py hands Alembic, without their schema."""
    sys.path.insert(0, str(Path(root).resolve()))
    return [t.name for one in _targets(ini, section) for t in one.tables.values()]


def database_revision(
    ini: str, section: str, root: str, script: str, table: str
) -> dict[str, Any]:
    """What a revision does on an empty SQLite: there, away, there again; and what its table
    has otherwise than the metadata. Its SQL for PostgreSQL is written too, and dropped."""
    from alembic.autogenerate import compare_metadata
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from sqlalchemy import create_engine, inspect

    sys.path.insert(0, str(Path(root).resolve()))
    revision = _load(script)
    targets = [one for one in _targets(ini, section) if table in _names(one)]
    metadata = targets[0] if targets else None
    options = {"target_metadata": metadata, "compare_type": True}
    for_postgresql = MigrationContext.configure(
        dialect_name="postgresql",
        opts={**options, "as_sql": True, "output_buffer": _Null()},
    )
    with Operations.context(for_postgresql):
        revision["upgrade"]()
    with create_engine("sqlite://").connect() as connection:
        if metadata is not None and metadata.schema:
            connection.exec_driver_sql(f"ATTACH ':memory:' AS {metadata.schema}")
        schema = metadata.schema if metadata is not None else None
        there = []
        context = MigrationContext.configure(connection, opts=options)
        with Operations.context(context):
            for step in ("upgrade", "downgrade", "upgrade"):
                revision[step]()
                there.append(inspect(connection).has_table(table, schema=schema))
        found = []
        if metadata is not None:
            context.opts["include_schemas"] = bool(schema)
            context.opts["include_name"] = lambda name, kind, parents: (
                kind != "table" or name == table
            )
            context.opts["include_object"] = lambda thing, name, kind, *_: (
                kind != "table" or name == table
            )
            found = [repr(one) for one in compare_metadata(context, metadata)]
    return {"there": there, "differences": found}


def database_history(
    ini: str, section: str, root: str, url: str, revision: str, before: str
) -> dict[str, Any]:
    """The host's whole history on a throwaway database: up to `before`, then ours up, down
    and up again, through env.py. Empty if all went well; `ours` says whose failure it is."""
    from alembic import command

    sys.path.insert(0, str(Path(root).resolve()))
    config = _config(ini, section)
    with _redirected(url):
        try:
            if _applied(config):
                return {"ours": False, "error": "the given database is not empty"}
            if before:
                command.upgrade(config, before)
        except _NoDatabase as error:
            return {
                "ours": False,
                "error": f"needs {error}: give an empty --database-url",
            }
        except (Exception, SystemExit) as error:
            return {"ours": False, "error": f"the host's own history: {_text(error)}"}
        down = before or "base"
        stages = [("upgrade", revision), ("downgrade", down), ("upgrade", revision)]
        for stage, target in stages:
            try:
                getattr(command, stage)(config, target)
            except (Exception, SystemExit) as error:
                return {"ours": True, "error": f"{stage}: {_text(error)}"}
    return {}


def database_has(ini: str, section: str, root: str, revision: str) -> bool:
    """Whether the host's own database has the revision. It is only read."""
    from alembic.script import ScriptDirectory

    sys.path.insert(0, str(Path(root).resolve()))
    config = _config(ini, section)
    script = ScriptDirectory.from_config(config)
    with _without_new_files():
        heads = _applied(config)
    known = [one.revision for one in script.iterate_revisions(tuple(heads), "base")]
    return revision in known


def _applied(config: Any) -> list[str]:
    """The revisions that the database has."""
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    found: list[str] = []

    def see(revisions: Any, context: Any) -> list[Any]:
        found.extend(
            revisions
            if isinstance(revisions, tuple)
            else [revisions]
            if revisions
            else []
        )
        return []

    script = ScriptDirectory.from_config(config)
    with EnvironmentContext(config, script, fn=see, dont_mutate=True):
        script.run_env()
    return found


def _text(error: BaseException) -> str:
    lines = f"{type(error).__name__}: {error}".splitlines()
    return lines[0][:300]


def _targets(ini: str, section: str) -> list[Any]:
    """The metadata that env.py hands Alembic.

    env.py runs as for `upgrade --sql`, so that no database is needed, and only until then.
    """
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = _config(ini, section)
    script = ScriptDirectory.from_config(config)
    given: dict[str, Any] = {}

    def configure(*_: object, **options: Any) -> None:
        given.update(options)
        raise _HandedOver

    with EnvironmentContext(config, script, fn=lambda *_: [], as_sql=True) as context:
        context.configure = configure  # type: ignore[method-assign]
        with contextlib.suppress(_HandedOver):
            script.run_env()
    target = given.get("target_metadata")
    if target is None:
        raise LookupError("env.py hands Alembic no target_metadata")
    return list(target) if isinstance(target, (list, tuple)) else [target]


def _redirected(url: str) -> Any:
    """Meanwhile every engine is one for the throwaway database, with the driver as it was."""
    from sqlalchemy.engine.url import make_url

    throwaway = make_url(url)

    def redirect(meant: Any) -> Any:
        if meant.get_backend_name() != throwaway.get_backend_name():
            raise _NoDatabase(meant.get_backend_name())
        return throwaway.set(drivername=meant.drivername)

    return _urls_read_as(redirect)


def _without_new_files() -> Any:
    """Meanwhile SQLite makes no file that is not there: then there is nothing in it either."""

    def check(meant: Any) -> Any:
        is_file = meant.get_backend_name() == "sqlite" and meant.database
        there = not is_file or Path(meant.database).exists()
        return meant if there else meant.set(database=":memory:")

    return _urls_read_as(check)


@contextlib.contextmanager
def _urls_read_as(change: Callable[[Any], Any]) -> Iterator[None]:
    """However the host comes by its URL, SQLAlchemy reads it in one place: here."""
    from sqlalchemy.engine import create

    class Changing:
        def __getattr__(self, name: str) -> Any:
            return getattr(module, name)

        @staticmethod
        def make_url(given: Any) -> Any:
            return change(module.make_url(given))

    module, create._url = create._url, Changing()  # type: ignore[attr-defined,assignment]
    try:
        yield
    finally:
        create._url = module  # type: ignore[attr-defined]


def _config(ini: str, section: str) -> Any:
    from alembic.config import Config

    if ini == "pyproject.toml":
        return Config(toml_file=ini)
    config = Config(ini, ini_section=section)
    location, folder = config.get_main_option("script_location"), Path(ini).parent
    if location and not Path(location).exists() and (folder / location).is_dir():
        # A path from where Alembic is run, which then is beside its file.
        os.chdir(folder)
        return Config(Path(ini).name, ini_section=section)
    return config


def _named(wanted: str) -> object:
    module, _, expression = wanted.partition(":")
    value: Any = importlib.import_module(module)
    for name in expression.split("."):
        value = getattr(value, name)
    return value


def _names(metadata: Any) -> set[str]:
    return {table.name for table in metadata.tables.values()}


def _load(script: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    exec(compile(Path(script).read_bytes(), script, "exec"), namespace)
    return namespace


class _Null:
    def write(self, text: str) -> None:
        pass

    def flush(self) -> None:
        pass
