"""The URL of an engine that cannot be imported, as another file can write it."""

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from .module import Module, is_migration
from .names import find, resolve
from .scopes import assigned_once, given_for, owns, parameters, stored
from .source import Source
from .syntax import Function, called, dotted
from .values import SettingsStyle

MAX_HOPS = 4  # from a local name to its value, from a parameter to the callers
# Calls that give the same URL wherever they are made, besides those that give settings.
PLAIN = (
    "str", "make_url", "getenv", "replace",
    "get_secret_value", "unicode_string", "render_as_string",
)  # fmt: skip


@dataclass(frozen=True)
class Written:
    """An expression, and the module in whose names it is written."""

    text: str
    module: Module


@dataclass(frozen=True)
class UrlReader:
    """Follows a URL from where the engine is made to names that can be imported."""

    source: Source
    settings: SettingsStyle | None

    def read(
        self, module: Module, place: ast.AST, value: ast.expr, hops: int = MAX_HOPS
    ) -> Written | None:
        """A value at a place of a module; none where it means something only there.

        A local name is what it always is there, a parameter what all callers give.
        """
        around = [one for one in module.functions if place in ast.walk(one)]
        names = {one.id for one in ast.walk(value) if isinstance(one, ast.Name)}
        local = [name for name in names if any(owns(one, name) for one in around)]
        if not local:
            return self._as_it_stands(module, value, names, hops)
        # What stands beside it may mean something else where the value comes from.
        if names - {"str"} != set(local) or len(local) > 1 or not hops:
            return None
        name, function = local[0], around[-1]
        if name in (one.arg for one in parameters(function)):
            return self._given(module, function, name, value, hops - 1)
        if (assigned := assigned_once(function, name)) is None:
            return None
        return self.read(module, assigned, _put(value, name, assigned), hops - 1)

    def _as_it_stands(
        self, module: Module, value: ast.expr, names: set[str], hops: int
    ) -> Written | None:
        followed = hops < MAX_HOPS
        if followed and not all(self._is_plain(module, one) for one in ast.walk(value)):
            return None
        known = {*module.imports, *module.definitions, "str"}
        return Written(ast.unparse(value), module) if names <= known else None

    def _is_plain(self, module: Module, node: ast.AST) -> bool:
        """Whether it can be evaluated once more, elsewhere, with the same result."""
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", None) or called(node)
            if called(node) in ("os.environ.get", "environ.get") or name in PLAIN:
                return True
            return self._is_settings(module, node.func)
        return not isinstance(node, ast.Await | ast.NamedExpr | ast.Lambda)

    def _is_settings(self, module: Module, node: ast.AST | None) -> bool:
        """Whether it stands for the host's settings class or for what gives its object."""
        style, name = self.settings, dotted(node)
        if style is None or not name:
            return False
        found = resolve(self.source, module, name)
        if found.module is None:
            return False
        if (found.module.path, found.name) == (style.file, style.settings_class):
            return True
        given = style.instance if style.is_getter else None
        path = find(self.source, given.module, "x.py") if given else None
        return given is not None and (found.module.path, found.name) == (
            path,
            given.name,
        )

    def _given(
        self,
        module: Module,
        function: Function,
        name: str,
        value: ast.expr,
        hops: int,
    ) -> Written | None:
        """A value with what a parameter always is in it."""
        if name in stored(function):
            return None
        parameter = next(one for one in parameters(function) if one.arg == name)
        if self._is_settings(module, parameter.annotation):
            return self._of_settings(name, value, hops)
        if module.definitions.get(function.name) is not function:
            return None
        found: dict[object, Written | None] = {}
        for other, call in self._callers(module, function):
            given = given_for(function, call, name)
            put = _put(value, name, given) if given else None
            one = self.read(other, call, put, hops) if put else None
            found[self._meaning(one)] = one
        return next(iter(found.values())) if len(found) == 1 else None

    def _of_settings(self, name: str, value: ast.expr, hops: int) -> Written | None:
        """A value with the host's settings in the place of a name."""
        given = self.settings.instance if self.settings else None
        path = find(self.source, given.module, "x.py") if given else None
        module = self.source.module(path) if path else None
        if given is None or module is None or self.settings is None:
            return None
        text = f"{given.name}()" if self.settings.is_getter else given.name
        put = _put(value, name, ast.parse(text, mode="eval").body)
        return self.read(module, module.tree, put, hops)

    def _callers(
        self, module: Module, function: Function
    ) -> Iterator[tuple[Module, ast.Call]]:
        for other in self.source.containing(function.name):
            for call in () if is_migration(other) else other.calls:
                if name := called(call):
                    found = resolve(self.source, other, name)
                    if found.module is module and found.name == function.name:
                        yield other, call

    def _meaning(self, written: Written | None) -> object:
        """What two expressions have in common that give the same value."""
        if written is None:
            return None
        names = {
            one.id
            for one in ast.walk(ast.parse(written.text))
            if isinstance(one, ast.Name)
        }
        found = [resolve(self.source, written.module, name) for name in sorted(names)]
        return written.text, tuple((one.module, one.name, one.rest) for one in found)


def _put(value: ast.expr, name: str, given: ast.expr) -> ast.expr:
    """A value with another one in the place of a name."""

    class Put(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return given if node.id == name else node

    put: ast.expr = Put().visit(deepcopy(value))
    return put
