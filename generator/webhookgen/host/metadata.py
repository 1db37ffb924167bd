"""The metadata that the migrations read, from env.py backwards, and the Base of models."""

import ast
from collections.abc import Iterator

from .base_columns import bases_of, columns_of
from .candidates import Candidate, Choice, settle
from .env_script import EnvScript
from .facts import Confidence, Evidence, Fact
from .names import Found, dotted_path, resolve
from .naming import naming_convention
from .source import Module, Source
from .syntax import argument, assigned, called, calls_to, dotted, last, string
from .values import ImportRoot, Metadata, Symbol

FLAG = "--metadata"
SQLMODEL = ("sqlmodel.SQLModel", "sqlmodel.main.SQLModel")
NONE_FOUND = "no declarative Base, no SQLModel table and no MetaData was found"
CORE_ONLY = "the host has tables and no models; name the MetaData to have ours on it"
BASES = ("DeclarativeBase", "DeclarativeBaseNoMeta", "declarative_base", "registry")


def find_metadata(
    source: Source, imports: ImportRoot, env: EnvScript | None, choice: Choice | None
) -> Fact[Metadata]:
    """What env.py gives Alembic; where that leads nowhere, the only Base of the host."""
    reader = _Reader(source, imports, env)
    candidates = list(reader.of_env()) if env else []
    if choice or len(candidates) != 1:
        seen = {one.text for one in candidates}
        candidates += [one for one in reader.of_code() if one.text not in seen]
    return settle("metadata", FLAG, candidates, choice, NONE_FOUND)


class _Reader:
    def __init__(
        self, source: Source, imports: ImportRoot, env: EnvScript | None
    ) -> None:
        self.source = source
        self.imports = imports
        self.env = env

    def of_env(self) -> Iterator[Candidate[Metadata]]:
        """What target_metadata stands for; a list gives several."""
        target, module = (
            (self.env.target, self.env.module) if self.env else (None, None)
        )
        if target is None or module is None:
            return
        items = target.elts if isinstance(target, ast.List | ast.Tuple) else [target]
        for item in items:
            found = resolve(self.source, module, dotted(item)) if dotted(item) else None
            if found and (value := self._read(found, module)):
                yield self._candidate(*value, Confidence.CERTAIN)

    def of_code(self) -> Iterator[Candidate[Metadata]]:
        """Every Base in the host, then SQLModel where it has tables."""
        for module in self.source.containing(*BASES):
            for name, statement in module.definitions.items():
                if _is_base(self.source, module, statement):
                    yield self._candidate(
                        *self._declarative(Found(module, name), statement),
                        Confidence.LIKELY,
                    )
        for module in self.source.containing("table=True"):
            yield self._candidate(
                self._sqlmodel(), Evidence(module.path), Confidence.LIKELY
            )
            return

    def _read(self, found: Found, env: Module) -> tuple[Metadata, Evidence] | None:
        dotted_name = ".".join(part for part in (found.name, found.rest) if part)
        if found.module is None:
            if dotted_name.removesuffix(".metadata") in SQLMODEL:
                return self._sqlmodel(), Evidence(env.path, self._line(env))
            return None
        statement = found.statement
        if isinstance(statement, ast.ClassDef) or last(called(found.value)) in BASES:
            return self._declarative(found, statement)
        if dotted(found.value):  # metadata = Base.metadata, Base = Model
            inner = resolve(self.source, found.module, dotted(found.value))
            return self._read(inner, env)
        if last(called(found.value)) == "MetaData" and statement is not None:
            return self._plain(found, statement)
        return None

    def _line(self, env: Module) -> int:
        return self.env.target.lineno if self.env and self.env.target else 1

    def _sqlmodel(self) -> Metadata:
        convention, place = naming_convention(self.source, self.env, None, None)
        return Metadata(
            "sqlmodel",
            Symbol("sqlmodel", "SQLModel"),
            "SQLModel.metadata",
            naming_convention=convention,
            convention_at=place,
        )

    def _declarative(
        self, found: Found, statement: ast.stmt | None
    ) -> tuple[Metadata, Evidence]:
        module = found.module
        if module is None or statement is None:
            raise LookupError(found.name)
        name = found.name
        evidence = Evidence(module.path, statement.lineno)
        if isinstance(statement, ast.ClassDef) and self._is_sqlmodel(module, statement):
            return self._sqlmodel(), evidence
        made = (
            _metadata_of_class(statement)
            if isinstance(statement, ast.ClassDef)
            else _argument_of_call(getattr(statement, "value", None))
        )
        convention, at = naming_convention(self.source, self.env, module, made)
        classes = [(module, statement), *bases_of(self.source, module, statement)]
        plain = isinstance(made, ast.Call)
        schema = (
            string(argument(made, "schema")) if isinstance(made, ast.Call) else None
        )
        symbol = Symbol(dotted_path(module.path, self.imports.directory), name)
        value = Metadata(
            "declarative",
            symbol,
            f"{name}.metadata",
            columns=columns_of(self.source, classes),
            naming_convention=convention,
            convention_at=at,
            dataclass=any(
                last(dotted(base)) == "MappedAsDataclass"
                for _, one in classes
                if isinstance(one, ast.ClassDef)
                for base in one.bases
            ),
            has_tablename=_computes_tablename(classes),
            schema=schema if plain else None,
        )
        return value, evidence

    def _is_sqlmodel(self, module: Module, statement: ast.ClassDef) -> bool:
        for where, one in [
            (module, statement),
            *bases_of(self.source, module, statement),
        ]:
            for base in one.bases if isinstance(one, ast.ClassDef) else []:
                origin = resolve(self.source, where, dotted(base))
                if origin.module is None and origin.name in SQLMODEL:
                    return True
        return False

    def _plain(
        self, found: Found, statement: ast.stmt
    ) -> tuple[Metadata, Evidence] | None:
        """A MetaData: through the Base that uses it; without one, tables are Core only."""
        for module in self.source.containing(*BASES):
            for name, one in module.definitions.items():
                if _is_base(self.source, module, one) and self._uses(
                    module, one, found
                ):
                    return self._declarative(Found(module, name), one)
        if found.module is None:
            return None
        convention, at = naming_convention(
            self.source, self.env, found.module, found.value
        )
        symbol = Symbol(
            dotted_path(found.module.path, self.imports.directory), found.name
        )
        value = Metadata(
            "core",
            symbol,
            found.name,
            naming_convention=convention,
            convention_at=at,
        )
        return value, Evidence(found.module.path, statement.lineno)

    def _uses(self, module: Module, base: ast.stmt, metadata: Found) -> bool:
        made = (
            _metadata_of_class(base)
            if isinstance(base, ast.ClassDef)
            else _argument_of_call(getattr(base, "value", None))
        )
        if made is None or not dotted(made):
            return False
        found = resolve(self.source, module, dotted(made))
        return (found.module, found.name) == (metadata.module, metadata.name)

    def _candidate(
        self, value: Metadata, evidence: Evidence, sure: Confidence
    ) -> Candidate[Metadata]:
        text = str(value.base)
        if value.kind == "core":
            return Candidate(text, value, (evidence,), Confidence.AMBIGUOUS, CORE_ONLY)
        return Candidate(text, value, (evidence,), sure)


def _is_base(source: Source, module: Module, statement: ast.stmt) -> bool:
    """Whether a definition makes a declarative Base itself, and no model or mixin."""
    if isinstance(statement, ast.ClassDef):
        names = [last(dotted(base)) for base in statement.bases]
        made = [last(called(one) or dotted(one)) for one in statement.decorator_list]
        if "as_declarative" in made:
            return True
        return any(name in BASES for name in names) or any(
            last(called(base)) == "declarative_base" for base in statement.bases
        )
    value = getattr(statement, "value", None)
    return last(called(value)) in ("declarative_base", "generate_base")


def _metadata_of_class(statement: ast.ClassDef) -> ast.expr | None:
    """What a Base sets as its metadata."""
    value = assigned(statement.body, "metadata")
    if value is None:
        for base in statement.bases:
            if isinstance(base, ast.Call):
                value = argument(base, "metadata")
    return value


def _argument_of_call(value: ast.AST | None) -> ast.expr | None:
    """The metadata in declarative_base(metadata=...), or of a registry."""
    for call in calls_to(value, "declarative_base", "registry") if value else []:
        return argument(call, "metadata")
    return None


def _computes_tablename(classes: list[tuple[Module, ast.stmt]]) -> bool:
    return any(
        getattr(node, "name", "") == "__tablename__"
        for _, one in classes
        for node in getattr(one, "body", [])
    )
