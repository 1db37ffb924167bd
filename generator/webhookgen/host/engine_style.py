"""One engine of the host, as it can be used from elsewhere."""

import ast
from collections.abc import Sequence

from .engine_calls import Made
from .engine_url import UrlReader
from .names import Found, dotted_path, resolve
from .source import Source
from .syntax import argument, dotted
from .values import EngineStyle, ImportRoot, SettingsStyle, Symbol


def engine_style(
    source: Source,
    imports: ImportRoot,
    made: Made,
    factories: Sequence[Made],
    settings: SettingsStyle | None,
) -> EngineStyle:
    module = dotted_path(made.module.path, imports.directory)
    factory = _factory(source, made, factories)
    value = argument(made.call, "url", 0)
    reader = UrlReader(source, settings)
    url = reader.read(made.module, made.call, value) if value else None
    where = made.module if made.name or factory or not url else url.module
    return EngineStyle(
        kind=made.kind,
        form=made.form,
        engine=Symbol(module, made.name) if made.name else None,
        sessionmaker=(
            Symbol(dotted_path(factory.module.path, imports.directory), factory.name)
            if factory
            else None
        ),
        url=url.text if url else "",
        file=where.path,
    )


def _factory(source: Source, made: Made, factories: Sequence[Made]) -> Made | None:
    """The session factory of the engine; else the only one beside it without another."""
    beside = []
    for one in factories:
        bound = argument(one.call, "bind", 0)
        found = resolve(source, one.module, dotted(bound)) if dotted(bound) else None
        if made.call in ast.walk(one.call) or (found and _is(found, made)):
            return one
        if found is None and one.module is made.module and one.kind == made.kind:
            beside.append(one)
    return beside[0] if len(beside) == 1 else None


def _is(found: Found, made: Made) -> bool:
    """Whether a name stands for the engine, or for what a module makes out of it."""
    name = ".".join(part for part in (found.name, found.rest) if part)
    if made.name:
        return (found.module, name) == (made.module, made.name)
    return found.value is not None and made.call in ast.walk(found.value)
