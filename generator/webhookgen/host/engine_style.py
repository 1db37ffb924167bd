"""One engine of the host, as it can be used from elsewhere."""

from collections.abc import Sequence

from .engine_calls import Made
from .engine_url import UrlReader
from .names import dotted_path, resolve
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
    where = url.module if url and not made.name else made.module
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
