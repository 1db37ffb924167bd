"""The settings classes of a host, and what each one's configuration says."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from .base_columns import bases_of
from .module import Module
from .names import resolve
from .source import Source
from .syntax import assigned, called, dotted, last, string
from .values import SettingsStyle


@dataclass(frozen=True)
class SettingsClass:
    """One class that derives from BaseSettings; `is_part` of another, as base or field."""

    style: SettingsStyle
    name: str
    line: int
    is_part: bool


def settings_classes(source: Source) -> list[SettingsClass]:
    """The settings classes of the host; those for tests only where there is nothing else."""
    every = list(_of_base_settings(source))
    found = [one for one in every if not one[1].name.startswith("Test")] or every
    names = {statement.name for _, statement in found}
    bases = {last(dotted(base)) for _, one in found for base in one.bases}
    parts = {part for _, one in found for part in _parts(one, names)}
    return [
        SettingsClass(
            style=_style(source, module, statement),
            name=statement.name,
            line=statement.lineno,
            is_part=statement.name in bases | parts,
        )
        for module, statement in found
    ]


def _of_base_settings(source: Source) -> Iterator[tuple[Module, ast.ClassDef]]:
    derived = {"BaseSettings"}
    # Twice: a class may come before the file that holds its base.
    for _ in range(2):
        for module in source.containing(*derived):
            for statement in module.definitions.values():
                if isinstance(statement, ast.ClassDef) and any(
                    last(dotted(base)) in derived for base in statement.bases
                ):
                    derived.add(statement.name)
    for module in source.containing(*derived):
        for statement in module.definitions.values():
            if isinstance(statement, ast.ClassDef) and any(
                last(dotted(base)) in derived for base in statement.bases
            ):
                yield module, statement


def _parts(statement: ast.ClassDef, names: set[str]) -> Iterator[str]:
    """The settings classes that are fields of this one."""
    for node in statement.body:
        if isinstance(node, ast.AnnAssign):
            for one in ast.walk(node):
                if isinstance(one, ast.Name) and one.id in names - {statement.name}:
                    yield one.id


def _style(source: Source, module: Module, statement: ast.ClassDef) -> SettingsStyle:
    classes = [(module, statement), *bases_of(source, module, statement)]
    options = _options(classes)
    own = [base for base in statement.bases if last(dotted(base)) != "BaseSettings"]
    nested = any(_nests(source, where, one) for where, one in classes)
    style = "mixins" if len(own) > 1 else "nested" if nested else "flat"
    return SettingsStyle(
        style=style,  # type: ignore[arg-type]
        file=module.path,
        settings_class=statement.name,
        instance=None,
        is_getter=False,
        env_prefix=string(options.get("env_prefix")) or "",
        nested_delimiter=string(options.get("env_nested_delimiter")),
        env_files=_env_files(options.get("env_file")),
        secret_str=any("SecretStr" in where.text for where, _ in classes),
        # pydantic-settings forbids unless told otherwise, whatever is in the file it reads.
        forbids_extra="env_file" in options
        and string(options.get("extra")) not in ("ignore", "allow")
        and not dotted(options.get("extra")).endswith(("ignore", "allow")),
    )


def _options(classes: list[tuple[Module, ast.stmt]]) -> dict[str, ast.expr]:
    """model_config or class Config of the nearest class that has one."""
    for _, owner in classes:
        body = getattr(owner, "body", [])
        config = assigned(body, "model_config")
        if isinstance(config, ast.Call):
            return {one.arg: one.value for one in config.keywords if one.arg}
        if isinstance(config, ast.Dict):
            pairs = zip(config.keys, config.values, strict=True)
            return {string(key) or "": value for key, value in pairs}
        for inner in body:
            if isinstance(inner, ast.ClassDef) and inner.name == "Config":
                names = ("env_prefix", "env_nested_delimiter", "env_file", "extra")
                given = {name: assigned(inner.body, name) for name in names}
                return {name: value for name, value in given.items() if value}
    return {}


def _nests(source: Source, module: Module, owner: ast.stmt) -> bool:
    """Whether a field's type is a model of the host's."""
    for node in getattr(owner, "body", []):
        if not isinstance(node, ast.AnnAssign):
            continue
        name = dotted(node.annotation) or called(node.value)
        found = resolve(source, module, name) if name else None
        if found and found.module and isinstance(found.statement, ast.ClassDef):
            bases = [last(dotted(base)) for base in found.statement.bases]
            if any(base in ("BaseModel", "BaseSettings") for base in bases):
                return True
    return False


def _env_files(value: ast.expr | None) -> tuple[str, ...]:
    given = getattr(value, "elts", [value])
    return tuple(text for one in given if (text := string(one)))
