"""The metadata that the migrations read, from env.py backwards."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from .candidates import Candidate, Choice, settle
from .declarative import BASES, SQLMODEL, is_base, is_sqlmodel, metadata_of, read_base
from .env_script import EnvScript
from .facts import Confidence, Evidence, Fact
from .module import Module, is_migration
from .names import Found, dotted_path, resolve
from .naming import naming_convention
from .source import Source
from .syntax import called, dotted, last
from .values import ImportRoot, Metadata, Symbol

FLAG = "--metadata"
NONE_FOUND = "no declarative Base, no SQLModel table and no MetaData was found"
CORE_ONLY = "the host has tables and no models; name the MetaData to have ours on it"

Read = tuple[Metadata, Evidence]


@dataclass(frozen=True)
class _Host:
    source: Source
    imports: ImportRoot
    env: EnvScript | None


def find_metadata(
    source: Source, imports: ImportRoot, env: EnvScript | None, choice: Choice | None
) -> Fact[Metadata]:
    """What env.py gives Alembic; where that leads nowhere, the only Base of the host."""
    host = _Host(source, imports, env)
    candidates = [_candidate(one, Confidence.CERTAIN) for one in _of_env(host)]
    if choice or len(candidates) != 1:
        seen = {one.text for one in candidates}
        others = [_candidate(one, Confidence.LIKELY) for one in _of_code(host)]
        candidates += [one for one in others if one.text not in seen]
    return settle("metadata", FLAG, candidates, choice, NONE_FOUND)


def _of_env(host: _Host) -> Iterator[Read]:
    """What target_metadata stands for; a list gives several."""
    if host.env is None or host.env.target is None or host.env.module is None:
        return
    target, module = host.env.target, host.env.module
    for item in getattr(target, "elts", [target]):
        found = resolve(host.source, module, dotted(item)) if dotted(item) else None
        if found and (read := _read(host, found)):
            yield read


def _of_code(host: _Host) -> Iterator[Read]:
    """Every Base in the host, then SQLModel where it has tables."""
    for module in host.source.containing(*BASES, "as_declarative"):
        if is_migration(module):
            continue
        for name, statement in module.definitions.items():
            if is_base(statement):
                yield _base(host, module, name, statement)
    for module in host.source.containing("table=True", "table = True"):
        yield _sqlmodel(host, Evidence(module.path))
        return


def _read(host: _Host, found: Found) -> Read | None:
    """A Base, SQLModel, or MetaData, through whatever other names it has."""
    module, statement = found.module, found.statement
    if module is None:
        if found.name.removesuffix(".metadata") in SQLMODEL:
            return _sqlmodel(host, _place_in_env(host))
        return None
    if statement is None:
        return None
    if isinstance(statement, ast.ClassDef) or is_base(statement):
        return _base(host, module, found.name, statement)
    if dotted(found.value):  # metadata = Base.metadata, Base = Model
        return _read(host, resolve(host.source, module, dotted(found.value)))
    made = last(called(found.value))
    if made == "registry":
        return _base(host, module, found.name, statement)
    return _plain(host, module, found, statement) if made == "MetaData" else None


def _base(host: _Host, module: Module, name: str, statement: ast.stmt) -> Read:
    evidence = Evidence(module.path, statement.lineno)
    if is_sqlmodel(host.source, module, statement):
        return _sqlmodel(host, evidence)
    value = read_base(host.source, host.imports, host.env, module, name, statement)
    return value, evidence


def _sqlmodel(host: _Host, evidence: Evidence) -> Read:
    convention, at = naming_convention(host.source, host.env, None, None)
    value = Metadata(
        "sqlmodel",
        Symbol("sqlmodel", "SQLModel"),
        "SQLModel.metadata",
        naming_convention=convention,
        convention_at=at,
    )
    return value, evidence


def _plain(host: _Host, module: Module, found: Found, statement: ast.stmt) -> Read:
    """A MetaData: through the Base that uses it; without one, tables are Core only."""
    for other in host.source.containing(*BASES):
        for name, one in other.definitions.items():
            if is_base(one) and _uses(host.source, other, one, found):
                return _base(host, other, name, one)
    convention, at = naming_convention(host.source, host.env, module, found.value)
    value = Metadata(
        "core",
        Symbol(dotted_path(module.path, host.imports.directory), found.name),
        found.name,
        naming_convention=convention,
        convention_at=at,
    )
    return value, Evidence(module.path, statement.lineno)


def _uses(source: Source, module: Module, base: ast.stmt, metadata: Found) -> bool:
    made = metadata_of(base)
    found = resolve(source, module, dotted(made)) if made and dotted(made) else None
    return found is not None and (
        (found.module, found.name) == (metadata.module, metadata.name)
    )


def _candidate(read: Read, sure: Confidence) -> Candidate[Metadata]:
    value, evidence = read
    text = str(value.base)
    if value.kind == "core":
        return Candidate(text, value, (evidence,), Confidence.AMBIGUOUS, CORE_ONLY)
    return Candidate(text, value, (evidence,), sure)


def _place_in_env(host: _Host) -> Evidence:
    if host.env is None or host.env.target is None:
        return Evidence("sqlmodel")
    return Evidence(host.env.path, host.env.target.lineno)
