"""A declarative Base, and what every model on it has."""

import ast

from .base_columns import Class, bases_of, columns_of
from .env_script import EnvScript
from .module import Module
from .names import dotted_path, resolve
from .naming import naming_convention
from .source import Source
from .syntax import argument, assigned, called, calls_to, dotted, last, string
from .values import ImportRoot, Metadata, Symbol

SQLMODEL = ("sqlmodel.SQLModel", "sqlmodel.main.SQLModel")
BASES = ("DeclarativeBase", "DeclarativeBaseNoMeta", "declarative_base", "registry")


def is_base(statement: ast.stmt) -> bool:
    """Whether a definition makes a declarative Base itself, and no model or mixin."""
    if isinstance(statement, ast.ClassDef):
        names = [last(dotted(base) or called(base)) for base in statement.bases]
        made = [last(called(one) or dotted(one)) for one in statement.decorator_list]
        return "as_declarative" in made or any(name in BASES for name in names)
    value = getattr(statement, "value", None)
    return last(called(value)) in ("declarative_base", "generate_base")


def is_sqlmodel(source: Source, module: Module, statement: ast.stmt) -> bool:
    """Whether a class derives from SQLModel, and so is on its metadata."""
    return any(
        resolve(source, where, dotted(base)).name in SQLMODEL
        for where, one in [(module, statement), *bases_of(source, module, statement)]
        for base in getattr(one, "bases", [])
        if dotted(base)
    )


def read_base(
    source: Source,
    imports: ImportRoot,
    env: EnvScript | None,
    module: Module,
    name: str,
    statement: ast.stmt,
) -> Metadata:
    """The metadata of a Base, with the columns and names that it gives."""
    made = metadata_of(statement)
    convention, at = naming_convention(source, env, module, made)
    classes = [(module, statement), *bases_of(source, module, statement)]
    return Metadata(
        kind="declarative",
        base=Symbol(dotted_path(module.path, imports.directory), name),
        metadata=f"{name}.metadata",
        columns=columns_of(source, classes),
        naming_convention=convention,
        convention_at=at,
        dataclass=_is_dataclass(classes),
        has_tablename=_computes_tablename(classes),
        schema=string(argument(made, "schema")) if isinstance(made, ast.Call) else None,
    )


def metadata_of(statement: ast.stmt) -> ast.expr | None:
    """The MetaData that a Base is given: in its body, or where it is made by a call."""
    if isinstance(statement, ast.ClassDef):
        value = assigned(statement.body, "metadata")
        made = [base for base in statement.bases if isinstance(base, ast.Call)]
    else:
        value = None
        made = calls_to(statement, "declarative_base", "registry")
    given = (argument(call, "metadata") for call in made)
    return value if value is not None else next((one for one in given if one), None)


def _is_dataclass(classes: list[Class]) -> bool:
    return any(
        last(dotted(base)) == "MappedAsDataclass"
        for _, one in classes
        for base in getattr(one, "bases", [])
    )


def _computes_tablename(classes: list[Class]) -> bool:
    return any(
        getattr(node, "name", "") == "__tablename__"
        for _, one in classes
        for node in getattr(one, "body", [])
    )
