"""The story of detection: from a directory to the facts about the host in it.

Nothing of the host is imported or run; git is asked for its files and its state.
"""

from dataclasses import fields
from pathlib import Path
from typing import Any

from . import (
    alembic_config,
    engine,
    heads,
    metadata,
    registration,
    router,
    session,
)
from .app import find_app
from .clashes import find_clashes
from .create_all import find_create_all
from .database import find_database
from .doubts import doubts
from .env_samples import find_env_samples
from .env_script import EnvScript, read_env
from .facts import Confidence, Fact, HostFacts
from .git import find_git
from .import_root import find_import_root
from .licence import find_licence
from .overrides import Overrides, with_pyproject
from .packages import find_packages
from .place import find_place
from .project import find_project
from .python_floor import find_python_floor
from .settings import find_settings
from .source import Source
from .style import find_style
from .tests_layout import find_tests
from .values import AlembicConfig, AppTarget, ImportRoot, SettingsStyle
from .versions import find_versions


def detect(directory: Path, overrides: Overrides) -> HostFacts:
    """The facts about the host at, above or below a directory.

    Raises UsageError or FactMissing where an override fits nothing.
    """
    overrides = with_pyproject(overrides, directory)
    project = find_project(directory, overrides.get("project"))
    if not project.settled:
        return _unknown(project, "project")
    overrides = with_pyproject(overrides, project.known())
    source = Source(project.known())
    app_fact = find_app(source, overrides.get("app"), overrides.get("import-root"))
    if app_fact.value is None:
        return _unknown(project, "app", app=app_fact)
    facts = _of_application(source, app_fact, overrides)
    facts |= _of_repository(source, project.known(), overrides)
    packages = facts["packages"].value
    facts["database"] = find_database(
        source,
        facts["imports"].known(),
        facts["engine"].value,
        packages.dependencies if packages else (),
        overrides.get("database"),
    )
    facts["clashes"] = find_clashes(
        source,
        facts["router"].value,
        facts["tests"].value,
        overrides.get("allow-clash"),
    )
    facts |= doubts(source, facts)
    unparsed = tuple(source.unparsed)
    facts["unparsed"] = Fact("unparsed", unparsed, Confidence.CERTAIN)
    return HostFacts(project=project, app=app_fact, **facts)


def _of_application(
    source: Source, app_fact: Fact[AppTarget], overrides: Overrides
) -> dict[str, Fact[Any]]:
    target = app_fact.known()
    imports = find_import_root(source, target.file, overrides.get("import-root"))
    root = imports.known()
    source.start_imports_at(root.directory, ".")
    facts: dict[str, Fact[Any]] = {"imports": imports}
    if app_fact.settled:
        facts["router"] = router.find_router(
            source, target, overrides.get("router-file")
        )
    else:
        facts["router"] = _waiting("router", router.FLAG, "app")
    settings = find_settings(source, root, overrides.get("settings"))
    facts["settings"] = settings
    facts |= _of_database(source, root, settings, overrides)
    facts["module"] = find_place(source, root, overrides.get("module"))
    facts["tests"] = find_tests(source, overrides.get("tests"))
    return facts


def _of_database(
    source: Source,
    root: ImportRoot,
    settings: Fact[SettingsStyle],
    overrides: Overrides,
) -> dict[str, Fact[Any]]:
    alembic = alembic_config.find_alembic(
        source, root, overrides.get("alembic-section")
    )
    env = None
    facts: dict[str, Fact[Any]] = {"alembic": alembic}
    if alembic.value is not None and (alembic.settled or alembic.value.ignored):
        env = read_env(source, alembic.value.env)
    facts |= _of_migrations(source, alembic.value, env, overrides)
    facts["metadata"] = metadata.find_metadata(
        source, root, env, overrides.get("metadata")
    )
    configured = settings.value if settings.settled else None
    engines = engine.find_engines(source, root, configured)
    style = session.find_session(
        source, root, [one.value for one in engines], overrides.get("session")
    )
    facts["session"] = style
    facts["engine"] = engine.settle_engine(
        source, root, engines, style.value, overrides.get("engine")
    )
    return facts


def _of_migrations(
    source: Source,
    config: AlembicConfig | None,
    env: EnvScript | None,
    overrides: Overrides,
) -> dict[str, Fact[Any]]:
    if config is None or env is None:
        return {
            "head": _waiting("head", heads.FLAG, "alembic"),
            "models": _waiting("models", registration.FLAG, "alembic"),
        }
    return {
        "head": heads.find_head(source, config, overrides.get("head")),
        "models": registration.find_registration(
            source, env, overrides.get("models-file")
        ),
    }


def _of_repository(
    source: Source, project: Path, overrides: Overrides
) -> dict[str, Fact[Any]]:
    git = find_git(project)
    top = git.known().repository
    git_root = Path(top) if top else None
    packages = find_packages(source, git_root)
    return {
        "create_all": find_create_all(source),
        "env_samples": find_env_samples(source, git_root),
        "packages": packages,
        "versions": find_versions(source, packages.value, overrides.get("allow-old")),
        "style": find_style(source),
        "licence": find_licence(source),
        "python": find_python_floor(source, overrides.get("python-floor")),
        "git": git,
    }


def _waiting(name: str, flag: str, on: str) -> Fact[Any]:
    note = f"depends on the {on}"
    return Fact(name, None, Confidence.NONE, flag=flag, note=note, waiting=True)


def _unknown(project: Fact[Path], on: str, **known: Fact[Any]) -> HostFacts:
    """Facts that hold nothing but what is known so far."""
    waiting = {field.name: _waiting(field.name, "", on) for field in fields(HostFacts)}
    return HostFacts(**{**waiting, **known, "project": project})
