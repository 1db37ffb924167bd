"""What the module calls the host's things, in place of what the template calls its own."""

import ast
import builtins
from dataclasses import dataclass

from ..errors import FactMissing
from ..host.facts import HostFacts
from ..host.source import Source
from ..host.values import (
    AppTarget,
    EngineStyle,
    ImportRoot,
    Metadata,
    SessionKind,
    SessionStyle,
    Symbol,
    TestLayout,
)

SOURCE = "/{source}"


@dataclass(frozen=True)
class Names:
    """Imports and expressions, as they stand in the host's Python."""

    orm: str
    session_library: str
    metadata_import: str
    metadata: str
    engine_import: str
    engine: str
    app_import: str
    app: str
    url: str  # of the webhooks, as a client in the tests calls it


def host_names(facts: HostFacts, source: Source) -> Names:
    """The host's names. Raises FactMissing where the engine cannot be had."""
    metadata = facts.metadata.known()
    with_sqlmodel = metadata.kind == "sqlmodel" and metadata.schema is None
    engine_import, engine = _engine(facts, source)
    app_import, app = _app(facts.app.value, facts.imports.known())
    mount = facts.router.value
    path = mount.full_path.removesuffix(SOURCE) if mount else ""
    return Names(
        orm="sqlmodel" if with_sqlmodel else "sqlalchemy",
        session_library=facts.session.known().library,
        metadata_import=_as_near(_metadata_import(metadata), facts),
        metadata=metadata.metadata,
        engine_import=_as_near(engine_import, facts),
        engine=engine,
        app_import=app_import,
        app=app,
        url=base_url(facts.tests.value) + path,
    )


def _app(app: AppTarget | None, root: ImportRoot) -> tuple[str, str]:
    """The import of the application in a test, and the expression that gives it."""
    if app is None:
        return "", ""
    call = "()" if app.kind == "factory" else ""
    module = in_tests(app.module, root)
    return f"from {module} import {app.name}", app.name + call


def in_tests(module: str, root: ImportRoot) -> str:
    """A module's name as the host's tests write it: src.app.main for app.main, say."""
    own, named = root.package, root.test_package
    if not own or not named or f"{module}.".partition(f"{own}.")[0]:
        return module
    return named + module.removeprefix(own)


def _as_near(imports: str, facts: HostFacts) -> str:
    """Imports of the module's, relative where the host's own are or it has two names."""
    root, mount, style = facts.imports.known(), facts.router.value, facts.style.value
    banned = style is not None and style.bans_relative_imports
    wanted = mount is not None and mount.relative_imports and not banned
    if not wanted and root.test_package in ("", root.package):
        return imports
    here = facts.module.known().package.split(".")

    def near(statement: str) -> str:
        module, _, names = statement.removeprefix("from ").partition(" import ")
        there = module.split(".")
        shared = 0
        while here[shared : shared + 1] == there[shared : shared + 1] != []:
            shared += 1
        if not shared:
            return statement
        dots = "." * (len(here) - shared + 1)
        return f"from {dots}{'.'.join(there[shared:])} import {names}"

    return "\n".join(map(near, imports.split("\n")))


def _metadata_import(metadata: Metadata) -> str:
    return f"from {metadata.base.module} import {metadata.base.name.split('.')[0]}"


def _engine(facts: HostFacts, source: Source) -> tuple[str, str]:
    """The import of the engine and the expression that gives it."""
    engine = facts.engine.value
    if engine is None or not facts.engine.settled:
        return _engine_from_environment(facts.session.known())
    if engine.engine is None and engine.sessionmaker:
        sessions = engine.sessionmaker
        head = sessions.name.partition(".")[0]
        return f"from {sessions.module} import {head}", f'{sessions.name}.kw["bind"]'
    if engine.form == "local" or engine.engine is None:
        return _engine_from_url(facts, source, engine)
    head, _, rest = engine.engine.name.partition(".")
    head = head.removesuffix("()")  # get_db().engine
    if engine.form == "function":
        return f"from {engine.engine.module} import {head}", f"{engine.engine.name}()"
    if rest or head == "engine":
        return f"from {engine.engine.module} import {head}", engine.engine.name
    return f"from {engine.engine.module} import {head} as engine", "engine"


def _engine_from_environment(session: SessionStyle) -> tuple[str, str]:
    """With --module-only: the user puts the application's own engine there."""
    create, library = _maker(session.kind)
    imports = f"import os\n\nfrom {library} import {create}"
    return imports, f'{create}(os.environ["DATABASE_URL"])'


def _maker(kind: SessionKind) -> tuple[str, str]:
    """What makes an engine, and where that is imported from."""
    if kind == "async":
        return "create_async_engine", "sqlalchemy.ext.asyncio"
    return "create_engine", "sqlalchemy"


def _engine_from_url(
    facts: HostFacts, source: Source, engine: EngineStyle
) -> tuple[str, str]:
    """The host's engine cannot be imported, so the module makes one for the same URL."""
    create, library = _maker(engine.kind)
    imports = [f"from {library} import {create}"]
    for symbol in _symbols(engine, source, facts):
        imports.append(f"from {symbol.module} import {symbol.name}")
    if "os" in _names(engine.url):
        imports.insert(0, "import os\n")
    return "\n".join(imports), f"{create}({engine.url})"


def _symbols(engine: EngineStyle, source: Source, facts: HostFacts) -> list[Symbol]:
    """Where the names in the URL's expression come from."""
    module = source.module(engine.file)
    if not engine.url or module is None:
        raise FactMissing("the database URL was not found; give --engine MODULE:NAME")
    found = []
    for name in sorted(_names(engine.url) - {"os"}):
        if name in module.imports and module.imports[name][1] == name:
            origin = absolute(module.imports[name][0], engine.file, facts)
            found.append(Symbol(origin, name))
        elif name in module.definitions:
            found.append(Symbol(dotted_name(engine.file, facts), name))
        else:
            raise FactMissing(
                f"{engine.file}: {name!r} of the database URL {engine.url!r} cannot be "
                "imported; give --engine MODULE:NAME"
            )
    return found


def _names(expression: str) -> set[str]:
    """The names in an expression, but for Python's own."""
    return {
        node.id
        for node in ast.walk(ast.parse(expression, mode="eval"))
        if isinstance(node, ast.Name) and not hasattr(builtins, node.id)
    }


def absolute(module: str, file: str, facts: HostFacts) -> str:
    """A module as it is imported in a file, without leading dots."""
    level = len(module) - len(module.lstrip("."))
    if not level:
        return module
    parts = dotted_name(file, facts).split(".")
    if file.endswith("/__init__.py"):
        parts.append("")
    return ".".join([*parts[: len(parts) - level], *filter(None, [module[level:]])])


def dotted_name(file: str, facts: HostFacts) -> str:
    """The name under which a file of the host's is imported."""
    root = facts.imports.known()
    path = file.removesuffix(".py").removesuffix("/__init__")
    inside = path.removeprefix(root.package_directory).strip("/")
    return ".".join(filter(None, [root.package, *inside.split("/")]))


def base_url(tests: TestLayout | None) -> str:
    """A host that the application trusts in its own tests."""
    if tests is None or tests.client_fixture is None:
        return "http://localhost"
    return tests.base_url or "http://testserver"  # TestClient's own
