"""How env.py comes to know of the host's models, and where it is told of one more."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from .candidates import Candidate, Choice, settle
from .env_script import EnvScript
from .facts import Confidence, Evidence, Fact
from .model_imports import defines_tables, imports_in, model_imports, targets_of
from .module import Module
from .names import resolve
from .source import Source
from .syntax import Function, assigned, called, calls_to, end, flat
from .values import ModelRegistration, RegistrationStyle

FLAG = "--models-file"
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
    own = model_imports(source, env, env.tree.body)
    direct = any(defines_tables(source, env, one) for one in own)
    function = _called_function(source, env)
    packages = [
        place
        for statement in imports_in(env.tree.body)
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
        inner = tuple(model_imports(source, found.module, function.body))
        if inner and found.module is not env:
            return Place(found.module, function, inner)
        if calls_to(function, *WALKERS):
            return Place(env, function, ())
    return None


def _registries(source: Source, env: Module, statement: ast.stmt) -> Iterator[Place]:
    """A package, or a module of imports, that env.py imports and that imports models."""
    for path in targets_of(source, env, statement):
        module = source.module(path)
        if module is None or not (path.endswith("__init__.py") or _is_bare(module)):
            continue
        if inner := model_imports(source, module, module.tree.body):
            yield Place(module, None, tuple(inner))


def _is_bare(module: Module) -> bool:
    """Whether a module does nothing but import."""
    return all(
        isinstance(one, ast.Import | ast.ImportFrom | ast.Expr)
        or assigned([one], "__all__") is not None
        for one in module.tree.body
    )


def _candidate(
    source: Source, env: EnvScript, place: Place
) -> Candidate[ModelRegistration]:
    module = place.module
    body = place.function.body if place.function and place.imports else module.tree.body
    imports = imports_in(body)
    plain = [one for one in imports if one in body]  # not in an if or a try
    last_one = (place.imports or plain or imports or body[:1])[-1]
    text = source.line(module.path, last_one.lineno)
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
