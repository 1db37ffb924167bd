"""Runs in the host's interpreter, as a script: answers one question about the host as JSON.

Needs nothing but Python 3.10, and Alembic for the questions about it.
"""

import ast
import contextlib
import importlib
import json
import sys
from typing import Any


def parse(files: list[str]) -> list[str]:
    """Which of the files are no Python to this interpreter."""
    return [path for path in files if not _parses(path)]


def heads(ini: str, section: str) -> list[str]:
    """The heads as Alembic sees them."""
    from alembic.script import ScriptDirectory

    return list(ScriptDirectory.from_config(_config(ini, section)).get_heads())


def metadata(ini: str, section: str, wanted: str, path: str) -> dict[str, Any]:
    """Whether env.py hands Alembic the metadata that we found.

    env.py runs as for `upgrade --sql`, so that no database is needed, and only until it has
    handed over its metadata.
    """
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    sys.path.insert(0, path)
    config = _config(ini, section)
    script = ScriptDirectory.from_config(config)
    with EnvironmentContext(config, script, fn=lambda *_: [], as_sql=True) as context:
        given: dict[str, Any] = {}

        def configure(*_: object, **options: Any) -> None:
            given.update(options)
            raise _HandedOver

        context.configure = configure  # type: ignore[method-assign]
        with contextlib.suppress(_HandedOver):
            script.run_env()
    target = given["target_metadata"]
    targets = target if isinstance(target, (list, tuple)) else [target]
    return {
        "same": any(one is _named(wanted) for one in targets),
        "tables": sum(len(one.tables) for one in targets),
    }


class _HandedOver(Exception):
    pass


def _config(ini: str, section: str) -> Any:
    from alembic.config import Config

    if ini == "pyproject.toml":
        return Config(toml_file=ini)
    return Config(ini, ini_section=section)


def _named(wanted: str) -> object:
    module, _, expression = wanted.partition(":")
    value: Any = importlib.import_module(module)
    for name in expression.split("."):
        value = getattr(value, name)
    return value


def _parses(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            ast.parse(file.read())
    except (SyntaxError, ValueError):
        return False
    return True


if __name__ == "__main__":
    questions: dict[str, Any] = {"parse": parse, "heads": heads, "metadata": metadata}
    print(json.dumps(questions[sys.argv[1]](**json.load(sys.stdin))))
