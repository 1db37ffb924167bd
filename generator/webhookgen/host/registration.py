"""How env.py comes to know of the host's models, and where it is told of one more."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from .candidates import Candidate, Choice, settle
from .env_script import EnvScript
from .facts import Confidence, Evidence, Fact
from .names import find, resolve
from .source import Module, Source
from .syntax import Function, assigned, called, calls_to, end, flat
from .values import ModelRegistration, RegistrationStyle

FLAG = "--models-file"
NAMED_TABLES = ("__tablename__ = ", "__tablename__: ", "table=True", "table = True")
TABLES = (*NAMED_TABLES, "Table(", "mapped_column(", "Column(")
BASES = ("DeclarativeBase", "declarative_base", "as_declarative")
WALKERS = ("walk_packages", "iter_modules", "import_module", "rglob", "glob")


@dataclass(frozen=True)
class Place:
    """A place that imports models: a module's top, or a function that env.py calls."""

    module: Module
    function: Function | None
    imports: tuple[ast.stmt, ...]  # those that lead to models, if there are any


def find_registration(
    source: Source, env: EnvScript, choice: Choice | None
) -> Fact[ModelRegistration]:
    """The place next to env.py that imports models; env.py itself where none does.

    A line in env.py always works, so that there is always an answer.
    """
    if env.module is None:
        missing = f"{env.path} cannot be read"
        return settle("models", FLAG, [], choice, missing)
    places = list(_places(source, env.module))
    candidates = [_candidate(source, env, place) for place in places]
    if choice is None:
        candidates = candidates[:1]
    return settle("models", FLAG, candidates, choice)


def _places(source: Source, env: Module) -> Iterator[Place]:
    """Candidates in order of preference; env.py is always among them."""
    own = _model_imports(source, env, env.tree.body)
    direct = any(_defines_tables(source, env, one) for one in own)
    function = _called_function(source, env)
    packages = [
        place
        for statement in _imports(env.tree.body)
        for place in _registries(source, env, statement)
    ]
    if function:
        yield function
    # Where env.py lists models or several packages of them, it is the registry itself.
    listed = (direct or len(own) > 1) and not function
    if listed:
        yield Place(env, None, tuple(own))
    yield from packages
    if not listed:
        yield Place(env, None, tuple(own))


def _called_function(source: Source, env: Module) -> Place | None:
    """`load_all_models()`, called by env.py at its top."""
    for statement in flat(env.tree.body):
        if not isinstance(statement, ast.Expr) or not called(statement.value):
            continue
        found = resolve(source, env, called(statement.value))
        if found.module is None or not isinstance(found.statement, Function):
            continue
        function = found.statement
        inner = tuple(_model_imports(source, found.module, function.body))
        if inner and found.module is not env:
            return Place(found.module, function, inner)
        if calls_to(function, *WALKERS):
            return Place(env, function, ())
    return None


def _registries(source: Source, env: Module, statement: ast.stmt) -> Iterator[Place]:
    """A package, or a module of imports, that env.py imports and that imports models."""
    for path in _targets(source, env, statement):
        module = source.module(path)
        if module is None or not (path.endswith("__init__.py") or _is_bare(module)):
            continue
        if inner := _model_imports(source, module, module.tree.body):
            yield Place(module, None, tuple(inner))


def _is_bare(module: Module) -> bool:
    """Whether a module does nothing but import."""
    return all(
        isinstance(one, ast.Import | ast.ImportFrom | ast.Expr)
        or assigned([one], "__all__") is not None
        for one in module.tree.body
    )


def _model_imports(
    source: Source, module: Module, body: list[ast.stmt]
) -> list[ast.stmt]:
    """The imports in a body that lead to modules with tables, at most one package deep."""
    return [
        one
        for one in _imports(body)
        if _defines_tables(source, module, one)
        or any(
            path.endswith("__init__.py") and _registers(source, path)
            for path in _targets(source, module, one)
        )
    ]


def _registers(source: Source, path: str) -> bool:
    package = source.module(path)
    return package is not None and any(
        _defines_tables(source, package, one) for one in _imports(package.tree.body)
    )


def _defines_tables(source: Source, module: Module, statement: ast.stmt) -> bool:
    return any(
        _has_tables(source.text(path)) for path in _targets(source, module, statement)
    )


def _has_tables(text: str) -> bool:
    """Whether a file declares tables; a Base with columns of its own declares none."""
    is_base = any(word in text for word in BASES)
    words = NAMED_TABLES if is_base else TABLES
    return any(word in text for word in words)


def _targets(source: Source, module: Module, statement: ast.stmt) -> list[str]:
    """The host's files that an import statement names."""
    found: list[str | None] = []
    if isinstance(statement, ast.Import):
        found += [find(source, alias.name, module.path) for alias in statement.names]
    elif isinstance(statement, ast.ImportFrom):
        name = "." * statement.level + (statement.module or "")
        dot = "" if name.endswith(".") else "."
        found = [
            find(source, f"{name}{dot}{alias.name}", module.path)
            for alias in statement.names
        ]
        if not any(found):
            found = [find(source, name, module.path)]
    return [path for path in dict.fromkeys(found) if path and path != module.path]


def _imports(body: list[ast.stmt]) -> list[ast.stmt]:
    return [one for one in flat(body) if isinstance(one, ast.Import | ast.ImportFrom)]


def _candidate(
    source: Source, env: EnvScript, place: Place
) -> Candidate[ModelRegistration]:
    module = place.module
    body = place.function.body if place.function and place.imports else module.tree.body
    last_one = (place.imports or tuple(_imports(body)) or (body[0],))[-1]
    text = source.text(module.path).splitlines()[last_one.lineno - 1]
    value = ModelRegistration(
        file=module.path,
        style=_style(place, module is env.module, last_one),
        after_line=end(last_one),
        indent=text[: len(text) - len(text.lstrip())],
        names=tuple(alias.name for alias in getattr(last_one, "names", ())),
        relative_imports=bool(getattr(last_one, "level", 0)),
        all_line=_all_line(module),
    )
    sure = Confidence.CERTAIN if place.imports else Confidence.LIKELY
    evidence = (Evidence(module.path, last_one.lineno),)
    return Candidate(module.path, value, evidence, sure)


def _style(place: Place, in_env: bool, last_one: ast.stmt) -> RegistrationStyle:
    if place.function:
        return "function" if place.imports else "walker"
    if any(alias.name == "*" for alias in getattr(last_one, "names", ())):
        return "wildcard"
    return "import_list" if in_env else "package_init"


def _all_line(module: Module) -> int | None:
    for statement in module.tree.body:
        if assigned([statement], "__all__") is not None:
            return statement.lineno
    return None
