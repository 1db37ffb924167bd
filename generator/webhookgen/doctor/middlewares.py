"""The middlewares of an application, as its files say: which, where, and what they seem to do."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..host.module import Module
from ..host.names import resolve
from ..host.scopes import parameters
from ..host.source import Source
from ..host.syntax import Function, argument, called, dotted, last

READS = ("body", "json", "form", "stream")
# Words in the names of what turns some callers away.
REFUSES = re.compile(
    r"auth|token|login|jwt|csrf|api_?key|permission|trustedhost|httpsredirect|limit",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Middleware:
    """One middleware, where it is added; `reads` is where it reads bodies, if it does."""

    name: str
    place: str
    call: ast.Call | None
    reads: str = ""

    @property
    def refuses(self) -> bool:
        """Whether its name says that it turns some callers away."""
        return REFUSES.search(self.name) is not None


def middlewares(source: Source) -> Iterator[Middleware]:
    """Every middleware that the project adds to an application."""
    for module in source.containing("iddleware"):
        for call in module.calls_to("add_middleware", "Middleware"):
            name = dotted(
                argument(call, "middleware_class", 0) or argument(call, "cls", 0)
            )
            if name:
                place = f"{module.path}:{call.lineno}"
                yield Middleware(last(name), place, call, _reads(source, module, name))
        for function in module.functions:
            if any(
                last(called(one)) == "middleware" for one in function.decorator_list
            ):
                place = f"{module.path}:{function.lineno}"
                read = _reading(function)
                reads = f"{module.path}:{read.lineno}" if read else ""
                yield Middleware(function.name, place, None, reads)


def _reads(source: Source, module: Module, name: str) -> str:
    """Where the project's own class or function of that name reads bodies."""
    found = resolve(source, module, name)
    if found.module is None or not isinstance(found.statement, ast.ClassDef | Function):
        return ""
    for node in ast.walk(found.statement):
        if isinstance(node, Function) and (read := _reading(node)):
            return f"{found.module.path}:{read.lineno}"
    return ""


def _reading(function: Function) -> ast.Call | None:
    """A call of `request.body()` or its like, or of `receive()`, on what the function got."""
    given = {one.arg for one in parameters(function)}
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            owner, _, name = called(node).rpartition(".")
            if (owner in given and name in READS) or (not owner and name == "receive"):
                return node
    return None
