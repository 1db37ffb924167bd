"""Which router is included in which: every `include_router` of the host as an edge."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from .module import Module
from .names import Found, resolve
from .scopes import Site, is_local, parameters, sites
from .source import Source
from .syntax import Function, all_assigned, argument, called, dotted, last


@dataclass(frozen=True)
class Router:
    """An application or router: a variable of a module, or of a function (`scope`) in it."""

    path: str
    scope: str
    name: str


@dataclass(frozen=True)
class Include:
    """`parent.include_router(child, ...)`."""

    parent: Router
    child: Router | None  # None where it is not the host's, or no name
    module: Module
    site: Site


class Includes:
    """All includes of a host; routers that are handed on as arguments are made one."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._same: dict[Router, Router] = {}
        # What functions that include routers are called with.
        self._given: dict[Router, tuple[Module, Function | None, ast.expr]] = {}
        self.all: list[Include] = []
        for module in source.containing("include_router"):
            self.all += list(self._of(module))
        self._bind_parameters()

    def of(self, router: Router) -> list[Include]:
        """The includes on a router, in the order of the code."""
        wanted = self.canonical(router)
        return [one for one in self.all if self.canonical(one.parent) == wanted]

    def canonical(self, router: Router) -> Router:
        """The variable that a parameter or the result of a builder really is."""
        seen = set()
        while router in self._same and router not in seen:
            seen.add(router)
            router = self._same[router]
        return router

    def bound(
        self, module: Module, node: ast.expr | None, function: Function | None
    ) -> tuple[Module, ast.expr | None, Function | None]:
        """An expression, or what its function is called with where it is a parameter."""
        if function and isinstance(node, ast.Name):
            key = Router(module.path, function.name, node.id)
            if key in self._given:
                where, outer, given = self._given[key]
                return where, given, outer
        return module, node, function

    def find(self, module: Module, function: Function | None, node: ast.AST) -> Router:
        """The router that an expression means."""
        name = dotted(node)
        if isinstance(node, ast.Call):
            return self._built(module, node) or Router(module.path, "", "")
        head = name.partition(".")[0]
        if function and (head == "self" or is_local(function, head)):
            scope = "self" if head == "self" else function.name
            router = Router(module.path, scope, name)
            values = all_assigned(function.body, name)
        else:
            found = resolve(self.source, module, name)
            if found.module is None:
                return Router("", "", name)
            router, module = _variable(found), found.module
            values = all_assigned(module.tree.body, found.name)
        made = [value for value in values if isinstance(value, ast.Call)]
        # `app = FastAPI()`, then `app = with_admin(app)`, is still that application.
        if made and not any(self._makes(value) for value in made):
            built = self._built(module, made[-1])
            if built and router not in self._same:
                self._same[router] = built
        return router

    def _makes(self, call: ast.Call) -> bool:
        return last(called(call)) in ("APIRouter", *self.source.app_classes)

    def _built(self, module: Module, call: ast.Call) -> Router | None:
        """What the called function of the host's returns."""
        found = resolve(self.source, module, called(call)) if called(call) else None
        if found is None or not isinstance(found.statement, Function):
            return None
        for node in ast.walk(found.statement):
            if isinstance(node, ast.Return) and dotted(node.value) and found.module:
                return self.find(found.module, found.statement, node.value or node)
        return None

    def _of(self, module: Module) -> Iterator[Include]:
        for site in sites(module.tree):
            owner = site.call.func
            if isinstance(owner, ast.Attribute) and owner.attr == "include_router":
                parent = self.find(module, site.function, owner.value)
                for child in self._children(module, site):
                    yield Include(parent, child, module, site)

    def _children(self, module: Module, site: Site) -> Iterator[Router | None]:
        node = argument(site.call, "router", 0)
        if site.loop and node and dotted(node) == dotted(site.loop.target):
            where, items = self.listed(module, site.loop.iter)
            for item in items.elts if items else [None]:
                yield self.find(where, None, item) if item else None
        else:
            yield self.find(module, site.function, node) if node else None

    def listed(
        self, module: Module, node: ast.expr
    ) -> tuple[Module, ast.List | ast.Tuple | None]:
        """The literal list of routers that a loop goes over, and the module it is in."""
        if isinstance(node, ast.List | ast.Tuple):
            return module, node
        found = resolve(self.source, module, dotted(node)) if dotted(node) else None
        if found and found.module and isinstance(found.value, ast.List | ast.Tuple):
            return found.module, found.value
        return module, None

    def _bind_parameters(self) -> None:
        """Makes parameters of functions that include one with what they are called with."""
        wanted = {
            one.site.function.name: (one.module, one.site.function)
            for one in self.all
            if one.site.function is not None
        }
        for module in self.source.containing(*(f"{name}(" for name in wanted)):
            for site in sites(module.tree):
                if (name := last(called(site.call))) in wanted:
                    self._bind(*wanted[name], module, site)

    def _bind(
        self, owner: Module, callee: Function, module: Module, site: Site
    ) -> None:
        for position, parameter in enumerate(parameters(callee)):
            given = argument(site.call, parameter.arg, position)
            inner = Router(owner.path, callee.name, parameter.arg)
            if given is not None:
                self._given.setdefault(inner, (module, site.function, given))
            if given is not None and dotted(given) and inner not in self._same:
                outer = self.find(module, site.function, given)
                if outer != inner:
                    self._same[inner] = outer


def _variable(found: Found) -> Router:
    path = found.module.path if found.module else ""
    return Router(path, "", ".".join(part for part in (found.name, found.rest) if part))
