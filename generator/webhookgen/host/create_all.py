"""Whether code of the host makes all tables of a metadata, ours with them, at one go.

In a revision it does so before ours is run, in the application it may. Whether that code is
reached is not asked: to look first is right in any case.
"""

import ast

from .candidates import certain
from .facts import Evidence, Fact
from .source import Source
from .syntax import argument


def find_create_all(source: Source) -> Fact[bool]:
    """Every place that makes all tables; tests and scripts apart."""
    places = [
        Evidence(module.path, call.lineno)
        for module in source.containing("create_all")
        for call in module.calls
        if _makes_all(call)
    ]
    return certain("create_all", bool(places), *places)


def _makes_all(call: ast.Call) -> bool:
    """`Base.metadata.create_all(engine)` or `run_sync(Base.metadata.create_all)`.

    With `tables=` it makes some that are named, and ours is none of them.
    https://docs.sqlalchemy.org/en/20/core/metadata.html#sqlalchemy.schema.MetaData.create_all
    """
    named = any(_is_create_all(node) for node in (call.func, *call.args))
    return named and argument(call, "tables", 1) is None


def _is_create_all(node: ast.expr) -> bool:
    """Whether it is that method of something called metadata, or meta."""
    if not isinstance(node, ast.Attribute) or node.attr != "create_all":
        return False
    owner = getattr(node.value, "attr", getattr(node.value, "id", ""))
    return "meta" in owner.lower()
