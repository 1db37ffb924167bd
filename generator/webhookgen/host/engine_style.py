"""One engine of the host, as it can be used from elsewhere."""

import ast
from collections.abc import Sequence

from .engine_calls import Made
from .names import dotted_path, resolve
from .source import Source
from .syntax import argument, dotted
from .values import EngineStyle, ImportRoot, Symbol


def engine_style(
    source: Source, imports: ImportRoot, made: Made, factories: Sequence[Made]
) -> EngineStyle:
    module = dotted_path(made.module.path, imports.directory)
    factory = _factory(source, made, factories)
    return EngineStyle(
        kind=made.kind,
        form=made.form,
        engine=Symbol(module, made.name) if made.name else None,
        sessionmaker=(
            Symbol(dotted_path(factory.module.path, imports.directory), factory.name)
            if factory
            else None
        ),
        url=_url(made),
        file=made.module.path,
    )


def _url(made: Made) -> str:
    """The URL as the host writes it; empty where that only means something where it is."""
    url = argument(made.call, "url", 0)
    names = (
        [one.id for one in ast.walk(url) if isinstance(one, ast.Name)] if url else []
    )
    known = made.module.imports.keys() | made.module.definitions.keys() | {"str"}
    return ast.unparse(url) if url is not None and known.issuperset(names) else ""


def _factory(source: Source, made: Made, factories: Sequence[Made]) -> Made | None:
    """The session factory that is bound to the engine; else one beside it of its kind."""
    for one in factories:
        bound = argument(one.call, "bind", 0)
        if made.name and bound is not None and dotted(bound):
            found = resolve(source, one.module, dotted(bound))
            name = ".".join(part for part in (found.name, found.rest) if part)
            if (found.module, name) == (made.module, made.name):
                return one
    beside = [one for one in factories if one.module is made.module]
    return next((one for one in beside if one.kind == made.kind), None)
