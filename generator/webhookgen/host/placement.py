"""The line below which a router is included, in the file where its siblings are."""

import ast
from collections import Counter
from dataclasses import replace

from .catch_all import first_catch_all
from .includes import Include, Includes, Router
from .module import Module
from .source import Source
from .syntax import Function, assigned, called, dotted, end
from .values import MountStyle, RouterMount


def place(
    source: Source, includes: Includes, router: Router
) -> tuple[RouterMount, int]:
    """Where to include on a router, without its prefix, and the line that proves it."""
    siblings = _in_one_scope(includes.of(router))
    if not siblings:
        return _alone(source, router)
    first = siblings[0]
    listed = _listed(includes, siblings)
    if listed:
        return listed
    limit = first_catch_all(
        source, includes, first.module, first.site.function, siblings
    )
    before = [one for one in siblings if limit is None or end_of(one) < limit]
    plain = [one for one in before if isinstance(one.site.statement, ast.Expr)]
    chosen = (plain or before or [first])[-1]
    if before:
        after, line = end_of(chosen), chosen.site.statement.lineno
    else:
        after = (limit or chosen.site.statement.lineno) - 1
        line = after + 1
    owner = chosen.site.call.func
    variable = dotted(owner.value) if isinstance(owner, ast.Attribute) else router.name
    indent = _indent(source, first.module, chosen.site.statement.lineno)
    mount = _mount(source, first.module, first.site.function, variable, after, indent)
    return mount, line


def end_of(one: Include) -> int:
    return end(one.site.statement)


def _in_one_scope(found: list[Include]) -> list[Include]:
    """The includes of the scope that has most of them; a stray one elsewhere is not it."""
    scopes = Counter((one.module.path, one.site.function) for one in found)
    if not scopes:
        return []
    most = scopes.most_common(1)[0][0]
    return [one for one in found if (one.module.path, one.site.function) == most]


def _listed(
    includes: Includes, siblings: list[Include]
) -> tuple[RouterMount, int] | None:
    """Routers that are included in a loop over a literal list: the list gets one more."""
    last_one = siblings[-1]
    loop = last_one.site.loop
    if loop is None or any(one.site.loop is not loop for one in siblings):
        return None
    module, literal = includes.listed(last_one.module, loop.iter)
    if literal is None or not literal.elts or not isinstance(literal, ast.List):
        return None
    if not all(dotted(item) for item in literal.elts):
        return None
    item = literal.elts[-1]
    indent = _indent(includes.source, module, item.lineno)
    name = _name_of_list(module, literal) or dotted(loop.iter)
    mount = _mount(includes.source, module, None, name, end(item), indent)
    return replace(mount, style="list_literal"), item.lineno


def _name_of_list(module: Module, literal: ast.List) -> str:
    for name, statement in module.definitions.items():
        if getattr(statement, "value", None) is literal:
            return name
    return ""


def _alone(source: Source, router: Router) -> tuple[RouterMount, int]:
    """A router without includes: below the last line that works on it, before a return."""
    module = source.module(router.path)
    if module is None:
        raise LookupError(f"{router.path} was read before")
    function = next((one for one in module.functions if one.name == router.scope), None)
    body = function.body if function else module.tree.body
    limit = first_catch_all(source, None, module, function, [])
    touching = [
        statement
        for statement in body
        if _touches(statement, router.name)
        and not isinstance(statement, ast.Return | ast.If)
        and (limit is None or end(statement) < limit)
    ]
    after = end(touching[-1]) if touching else (limit or end(body[-1]) + 1) - 1
    indent = _indent(source, module, body[-1].lineno)
    mount = _mount(source, module, function, router.name, after, indent)
    return mount, touching[0].lineno if touching else after


def _touches(statement: ast.stmt, name: str) -> bool:
    pair = getattr(statement, "targets", [getattr(statement, "target", None)])
    if any(dotted(target) == name for target in pair):
        return True
    if isinstance(statement, Function):
        return any(
            dotted(getattr(one, "func", None)).startswith(f"{name}.")
            for one in statement.decorator_list
        )
    value = getattr(statement, "value", None)
    return isinstance(statement, ast.Expr) and called(value).startswith(f"{name}.")


def _indent(source: Source, module: Module, line: int) -> str:
    text = source.line(module.path, line)
    return text[: len(text) - len(text.lstrip())]


def _mount(
    source: Source,
    module: Module,
    function: Function | None,
    variable: str,
    after: int,
    indent: str,
) -> RouterMount:
    made = assigned(function.body if function else module.tree.body, variable)
    is_app = called(made).endswith("FastAPI")
    style: MountStyle = "main_app" if is_app else "module_variable"
    imported = [
        statement
        for statement in module.tree.body
        if isinstance(statement, ast.Import | ast.ImportFrom)
    ]
    relative = [
        one for one in imported if isinstance(one, ast.ImportFrom) and one.level
    ]
    return RouterMount(
        file=module.path,
        style="factory" if function else style,
        variable=variable,
        function=function.name if function else None,
        insert_after_line=after,
        indent=indent,
        import_after_line=end(imported[-1]) if imported else 0,
        prefix="",
        full_path="",
        relative_imports=bool(relative),
    )
