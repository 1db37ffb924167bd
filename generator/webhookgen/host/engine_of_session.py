"""From the dependency that gives routes their session to the engine behind it."""

import ast
from collections.abc import Collection, Iterator

from .names import Found, find, resolve
from .scopes import is_local
from .session_uses import session_uses, takes_request
from .source import Source
from .syntax import Function, dotted
from .values import ImportRoot, SessionStyle

Name = tuple[str, str]  # a file, and what is defined in it: ("app/db.py", "engine")


def files_of_session(source: Source, session: SessionStyle | None) -> set[str]:
    """The file of the dependency, and those of the host's names that it uses."""
    found = _dependency(source, session)
    if found is None or found.module is None:
        return set()
    used = (one.module or found.module for one in _used(source, found))
    return {found.module.path, *(module.path for module in used)}


def engines_behind(
    source: Source, imports: ImportRoot, engines: Collection[Name]
) -> set[Name]:
    """Those of the engines that the sessions of all routes are made from.

    None where a session comes out of the request: another place makes it then. All
    engines of an object where it is not seen which of them the object uses.
    """
    left = [use.dependency for use in session_uses(source, imports)]
    if any(takes_request(one.statement) for one in left):
        return set()
    behind: set[Name] = set()
    while left:
        found = left.pop()
        if found.module is None:
            continue
        name = (found.module.path, ".".join(filter(None, (found.name, found.rest))))
        if name not in behind:
            behind.add(name)
            left += _used(source, found) if name not in engines else ()
    objects = {_owner(name) for name in behind - set(engines)}
    return {one for one in engines if one in behind or _owner(one) in objects}


def _owner(name: Name) -> Name:
    """`db` of `db.engine`."""
    return name[0], name[1].partition(".")[0]


def _dependency(source: Source, session: SessionStyle | None) -> Found | None:
    if session is None or session.dependency is None:
        return None
    path = find(source, session.dependency.module, "x.py")
    module = source.module(path) if path else None
    return resolve(source, module, session.dependency.name) if module else None


def _used(source: Source, found: Found) -> Iterator[Found]:
    """The names in a definition; of a class, those in the method that is meant."""
    statement = found.statement
    if found.module is None or statement is None:
        return
    wanted: list[ast.stmt] = [statement]
    if isinstance(statement, ast.ClassDef):
        methods = (one for one in statement.body if isinstance(one, Function))
        wanted = [one for one in methods if one.name == found.rest]
    for one in wanted:
        for name in _names(one):
            yield resolve(source, found.module, name)


def _names(statement: ast.stmt) -> Iterator[str]:
    """The dotted names that a statement reads, but for those of its own."""
    nodes = list(ast.walk(statement))
    inside = [one for one in nodes if isinstance(one, Function)]
    parts = {id(one.value) for one in nodes if isinstance(one, ast.Attribute)}
    for name in (dotted(one) for one in nodes if id(one) not in parts):
        head = name.partition(".")[0]
        if name and not any(is_local(function, head) for function in inside):
            yield name
