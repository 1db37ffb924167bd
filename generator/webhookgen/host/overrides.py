"""What the user decides about a host: by flags, else in [tool.webhookgen] of its pyproject."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import UsageError
from .candidates import Choice
from .facts import Evidence

# The flag without its dashes is the key in pyproject.toml too.
FLAGS = {
    "project": "Folder of the project in its repository: backend",
    "import-root": "Folder that the host's imports start from: . or src",
    "app": "The application, as for a server: app.main:app",
    "router-file": "File in which the router is included: app/api/main.py",
    "metadata": "Base of the models, or MetaData: app.db:Base, sqlmodel:SQLModel",
    "session": "Dependency that gives sessions: app.db:get_session; or sync, async",
    "engine": "The engine: app.db:engine; or what gives it: app.db:get_engine()",
    "database": "Database of the module's engine: postgresql or sqlite",
    "settings": "The settings object or getter: app.config:settings",
    "alembic-section": "File and section of Alembic: alembic.ini:alembic",
    "head": "Revision that ours follows; base where there is none yet",
    "models-file": "File that is told of our models: alembic/env.py",
    "tests": "Folder of the tests: tests",
    "module": "Folder of our module: app/webhooks",
    "python-floor": "Lowest Python that the host runs on, whatever its files say: 3.10",
    "allow-clash": "Accept routes or tests of the host's with our name: path, tests",
    "allow-old": "Go on though old versions of these are declared: pydantic,fastapi",
}
# Another key of that table, which is no fact about the host: the user's own records.
OWN_CATALOG = "catalog"


@dataclass(frozen=True)
class Overrides:
    """The decisions, by flag without dashes; those on the command line come first."""

    choices: Mapping[str, Choice]

    def get(self, flag: str) -> Choice | None:
        return self.choices.get(flag.removeprefix("--"))


def from_flags(values: Mapping[str, str | None]) -> Overrides:
    """What was given on the command line."""
    return Overrides(
        {
            name: Choice(text, Evidence(f"--{name}"))
            for name, text in values.items()
            if text is not None
        }
    )


def with_pyproject(overrides: Overrides, project: Path) -> Overrides:
    """With what [tool.webhookgen] says where no flag does.

    Raises UsageError for a key that there is none of, or one that is no text.
    """
    path = project / "pyproject.toml"
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return overrides
    stored = document.get("tool", {}).get("webhookgen", {})
    stored = {key: text for key, text in stored.items() if key != OWN_CATALOG}
    for key, text in stored.items():
        if key not in FLAGS:
            known = ", ".join(FLAGS)
            raise UsageError(f"{path}: [tool.webhookgen] has no {key}; it has {known}")
        if not isinstance(text, str):
            raise UsageError(f"{path}: [tool.webhookgen] {key} must be a text")
    place = Evidence("pyproject.toml [tool.webhookgen]")
    kept = {key: Choice(text, place) for key, text in stored.items()}
    return Overrides({**kept, **overrides.choices})
