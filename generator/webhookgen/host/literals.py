"""What an expression will be at run time, as far as the code says so."""

import ast

from .module import Module
from .names import resolve
from .source import Source
from .syntax import Function, assigned, called, dotted, flat

MAX_STEPS = 8
Scope = Function | ast.ClassDef | None
Place = tuple[Module, ast.expr, Scope]


def text_of(
    source: Source,
    module: Module,
    node: ast.AST | None,
    scope: Scope = None,
    steps: int = MAX_STEPS,
) -> tuple[str, bool]:
    """The string that an expression gives, and whether all of it is known.

    What is not known stands in it as the host wrote it, in braces: `{settings.prefix}/v1`.
    """
    if node is None:
        return "", True
    if isinstance(node, ast.Constant):
        return str(node.value or ""), True
    if isinstance(node, ast.JoinedStr | ast.BinOp):
        pieces = [node.left, node.right] if isinstance(node, ast.BinOp) else node.values
        known = [text_of(source, module, one, scope, steps - 1) for one in pieces]
        return "".join(text for text, _ in known), all(sure for _, sure in known)
    if isinstance(node, ast.FormattedValue):
        return text_of(source, module, node.value, scope, steps - 1)
    place = _value_of(source, module, node, scope) if steps else None
    if place is None:
        return f"{{{ast.unparse(node)}}}", False
    return text_of(source, *place, steps - 1)


def _value_of(
    source: Source, module: Module, node: ast.AST, scope: Scope
) -> Place | None:
    """The expression that a name or an attribute of settings was given."""
    name, attribute = _split(node)
    if not name:
        return None
    if scope and (local := assigned(scope.body, name)) is not None:
        return module, local, scope
    found = resolve(source, module, name)
    attribute = attribute or found.rest
    if found.module is None:
        return None
    if not attribute:
        return (found.module, found.value, None) if found.value is not None else None
    return _attribute(source, found.module, found.statement, attribute)


def _split(node: ast.AST) -> tuple[str, str]:
    """A name, and what is taken of the object that calling it gives.

    `get_settings().api.prefix` is (`get_settings`, `api.prefix`); without a call the
    second is empty.
    """
    attributes: list[str] = []
    inner = node
    while isinstance(inner, ast.Attribute):
        attributes.insert(0, inner.attr)
        inner = inner.value
    if isinstance(inner, ast.Call):
        return called(inner), ".".join(attributes)
    return dotted(node), ""


def _attribute(
    source: Source, module: Module, statement: ast.stmt | None, name: str
) -> Place | None:
    """The default of a field, of the class that a settings object is made from."""
    head, _, rest = name.partition(".")
    for made in _classes(source, module, statement):
        where, owner = made
        for base in [(where, owner), *_bases(source, where, owner)]:
            value = _field(base[1], head)
            if value is None:
                continue
            if rest:  # settings.api.prefix: the nested model's own default
                return _attribute_of_call(source, base[0], value, rest)
            return base[0], _default(value), base[1]
    return None


def _field(owner: ast.ClassDef, name: str) -> ast.expr | None:
    """What a field gets in the class, or in its __init__."""
    value = assigned(owner.body, name)
    for method in owner.body:
        if value is None and isinstance(method, Function) and method.name == "__init__":
            value = assigned(method.body, f"self.{name}")
    return value


def _attribute_of_call(
    source: Source, module: Module, value: ast.expr, rest: str
) -> Place | None:
    name = called(value)
    found = resolve(source, module, name) if name else None
    if found is None or found.module is None:
        return None
    return _attribute(source, found.module, found.statement, rest)


def _classes(
    source: Source, module: Module, statement: ast.stmt | None
) -> list[tuple[Module, ast.ClassDef]]:
    """The classes that a definition is, is an instance of, or returns."""
    if isinstance(statement, ast.ClassDef):
        return [(module, statement)]
    found = []
    for node in flat([statement] if statement else []):
        given = [node.returns] if isinstance(node, Function) and node.returns else []
        for one in [*given, *ast.walk(node)]:
            name = called(one) or (dotted(one) if one in given else "")
            origin = resolve(source, module, name) if name else None
            if origin and origin.module and isinstance(origin.statement, ast.ClassDef):
                found.append((origin.module, origin.statement))
    return found


def _bases(
    source: Source, module: Module, owner: ast.ClassDef
) -> list[tuple[Module, ast.ClassDef]]:
    found = []
    for base in owner.bases:
        origin = resolve(source, module, dotted(base)) if dotted(base) else None
        if origin and origin.module and isinstance(origin.statement, ast.ClassDef):
            found.append((origin.module, origin.statement))
            found += _bases(source, origin.module, origin.statement)
    return found


def _default(value: ast.expr) -> ast.expr:
    """The default in Field(default=...) or Field("/api", ...)."""
    if isinstance(value, ast.Call):
        for keyword in value.keywords:
            if keyword.arg == "default":
                return keyword.value
        if value.args:
            return value.args[0]
    return value
